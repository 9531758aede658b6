import { once } from "node:events";
import { Agent, createServer, request, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

import { afterEach, describe, expect, test } from "vitest";

import { makeCertificate } from "./testing/certificate.ts";
import { watchUnused } from "./unused-connections.ts";

const opened: Socket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a server that listens on TCP answers
  return (server.address() as AddressInfo).port;
}

function keep(socket: Socket): Socket {
  socket.on("error", () => {});
  opened.push(socket);
  return socket;
}

describe("a server that closes", () => {
  test("waits for no connection that was opened in advance", async () => {
    const server = createServer((_request, response) => response.end());
    const closeUnused = watchUnused(server);
    const port = await listening(server);
    const socket = keep(connect(port, "127.0.0.1"));
    await once(server, "connection");
    const closed = once(server, "close");
    server.close();
    closeUnused();
    expect(await closed).toEqual([]);
    await once(socket.resume(), "close");
  }, 5000);

  test("waits for none of TLS either, before and after its handshake", async () => {
    const { certificate, privateKey } = makeCertificate(Date.parse("2050-01-01T00:00:00Z"));
    const server = createTlsServer({ cert: certificate, key: privateKey.reveal() }, (_request, response) =>
      response.end(),
    );
    const closeUnused = watchUnused(server);
    const port = await listening(server);
    const silent = once(server, "connection");
    keep(connect(port, "127.0.0.1"));
    await silent;
    const secure = once(server, "secureConnection");
    keep(connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }));
    await secure;
    const closed = once(server, "close");
    server.close();
    closeUnused();
    expect(await closed).toEqual([]);
  }, 5000);

  test("waits for no connection whose last answer it has given meanwhile", async () => {
    const answers: (() => void)[] = [];
    const server = createServer({ keepAliveTimeout: 65_000 }, (_request, response) =>
      answers.push(() => response.end("answered")),
    );
    const closeUnused = watchUnused(server);
    const agent = new Agent({ keepAlive: true });
    const asked = request({ port: await listening(server), host: "127.0.0.1", agent }).end();
    await once(server, "request");
    const closed = once(server, "close");
    server.close();
    closeUnused();
    for (const answer of answers) answer();
    const [answer] = await once(asked, "response");
    answer.resume();
    expect(await closed).toEqual([]);
    agent.destroy();
  }, 5000);

  test("answers what was asked before", async () => {
    const answers: (() => void)[] = [];
    const server = createServer((_request, response) => answers.push(() => response.end("answered")));
    const closeUnused = watchUnused(server);
    const port = await listening(server);
    const asked = request({ port, host: "127.0.0.1" }).end();
    await once(server, "request");
    server.close();
    closeUnused();
    for (const answer of answers) answer();
    const [response] = await once(asked, "response");
    expect(await response.setEncoding("utf8").toArray()).toEqual(["answered"]);
  }, 5000);
});
