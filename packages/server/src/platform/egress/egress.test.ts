import { readFileSync } from "node:fs";
import { createServer as createPlainServer, type Server, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createEgress } from "./index.ts";
import { assertPinned, pinnedLookup } from "./pinned.ts";
import { postTo } from "./post.ts";

const tls = (name: string): string =>
  readFileSync(new URL(`../../../../../test/support/tls/localhost.${name}.pem`, import.meta.url), "utf8");
const [authority, key] = [tls("cert"), tls("key")];
const open = { loopback: "open" } as const;

interface Seen {
  readonly host: string | undefined;
  readonly body: string;
  readonly path: string | undefined;
}
const seen: Seen[] = [];
const closing: { close(): unknown; closeAllConnections?(): void }[] = [];

const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "/ok": (response) => response.writeHead(204).end(),
  "/busy": (response) => response.writeHead(429, { "retry-after": "7" }).end(),
  "/moved": (response) => response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end(),
  "/silent": () => {},
  "/endless": (response) => {
    response.writeHead(200);
    const pour = setInterval(() => response.write(Buffer.alloc(65_536)), 1);
    response.on("close", () => clearInterval(pour));
  },
  "/head": (response) => response.writeHead(200, { "x-much": "x".repeat(40_000) }).end(),
};

function listen<S extends { listen(port: number, host: string, done: () => void): unknown }>(server: S): Promise<S> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
const portOf = (server: { address(): AddressInfo | string | null }): number => {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server does not listen");
  return address.port;
};

function receive(make: (listener: Parameters<typeof createPlainServer>[1]) => Server): Promise<Server> {
  const server = make((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      seen.push({ host: request.headers.host, body, path: request.url });
      answers[request.url ?? ""]?.(response);
    });
  });
  closing.push(server);
  return listen(server);
}

let secure: number;
let plain: number;
beforeAll(async () => {
  secure = portOf(await receive((listener) => createServer({ key, cert: authority }, listener)));
  plain = portOf(await receive((listener) => createPlainServer(listener)));
});
afterAll(() => {
  for (const server of closing) {
    server.closeAllConnections?.();
    server.close();
  }
});

const egress = createEgress({ policy: open, totalMs: 10_000 });
const impatient = createEgress({ policy: open, totalMs: 1_500 });
const post = (url: string, given: { authority?: string } = { authority }, by = egress) =>
  by.post(url, { headers: { "content-type": "application/json" }, body: '{"a":1}', ...given });

describe("a request outside", () => {
  test("arrives under its name, with its body", async () => {
    expect(await post(`https://localhost:${secure}/ok`)).toMatchObject({ status: 204, retryAfter: null });
    expect(seen.at(-1)).toEqual({ host: `localhost:${secure}`, body: '{"a":1}', path: "/ok" });
    expect(await post(`https://localhost:${secure}/busy`)).toMatchObject({ status: 429, retryAfter: 7 });
  });

  test("takes no certificate that the system, or the one authority given, does not know [C-036]", async () => {
    const unknown = post(`https://localhost:${secure}/ok`, {});
    await expect(unknown).rejects.toMatchObject({ rule: "certificate" });
  });

  test("is sent under TLS 1.3 alone, and says so of a receiver that is behind [C-032]", async () => {
    const old = await receive((listener) => createServer({ key, cert: authority, maxVersion: "TLSv1.2" }, listener));
    const before = seen.length;
    await expect(post(`https://localhost:${portOf(old)}/ok`)).rejects.toMatchObject({ rule: "tls_version" });
    const bytes = Buffer.from("x");
    const written = egress.write(`syslog+tls://localhost:${portOf(old)}`, { bytes, authority });
    await expect(written).rejects.toMatchObject({ rule: "tls_version" });
    expect(seen.length).toBe(before);
  });

  test("takes no certificate of another name", async () => {
    const target = { scheme: "https", host: "hooks.example.com", port: secure, path: "/ok", isAddress: false } as const;
    const sent = postTo(target, { addresses: ["127.0.0.1"], totalMs: 10_000 }, { headers: {}, body: "", authority });
    await expect(sent).rejects.toMatchObject({ rule: "certificate" });
  });

  test("follows no redirect", async () => {
    const before = seen.length;
    await expect(post(`https://localhost:${secure}/moved`)).rejects.toMatchObject({ rule: "redirected" });
    expect(seen.length).toBe(before + 1);
  });

  test("waits for no receiver longer than it is given", async () => {
    const began = Date.now();
    await expect(post(`https://localhost:${secure}/silent`, { authority }, impatient)).rejects.toMatchObject({
      rule: "too_slow",
    });
    expect(Date.now() - began).toBeLessThan(5000);
  });

  test("is not held up by a receiver that sends its answer's head byte by byte", async () => {
    const sockets: Socket[] = [];
    const drip = await listen(
      createTcpServer((socket) => {
        sockets.push(socket);
        socket.on("error", () => {});
        socket.write("HTTP/1.1 200 OK\r\nX-Slow: ");
        const timer = setInterval(() => socket.write("x"), 100);
        socket.on("close", () => clearInterval(timer));
      }),
    );
    closing.push(drip);
    const began = Date.now();
    await expect(post(`http://127.0.0.1:${portOf(drip)}/`, {}, impatient)).rejects.toMatchObject({ rule: "too_slow" });
    expect(Date.now() - began).toBeLessThan(5000);
    for (const socket of sockets) socket.destroy();
  });

  test("reads none of an endless answer, and little of a long head", async () => {
    expect(await post(`https://localhost:${secure}/endless`)).toMatchObject({ status: 200 });
    await expect(post(`https://localhost:${secure}/head`)).rejects.toMatchObject({ rule: "too_large" });
  });

  test("takes nothing for an answer that is not HTTP", async () => {
    const odd = await listen(
      createTcpServer((socket) => socket.on("error", () => {}).end("220 mail.example ESMTP\r\n")),
    );
    closing.push(odd);
    await expect(post(`http://127.0.0.1:${portOf(odd)}/`)).rejects.toMatchObject({ rule: "malformed" });
  });

  test("fails alike for whatever does not answer", async () => {
    const gone = await listen(createTcpServer());
    const port = portOf(gone);
    await new Promise((resolve) => gone.close(resolve));
    await expect(post(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({
      rule: "unreachable",
      message: "nobody answered there",
    });
  });

  test("uses no proxy of the environment", async () => {
    const before = { ...process.env };
    Object.assign(process.env, { HTTP_PROXY: "http://127.0.0.1:9", http_proxy: "http://127.0.0.1:9" });
    try {
      expect(await post(`http://127.0.0.1:${plain}/ok`)).toMatchObject({ status: 204 });
    } finally {
      delete process.env["HTTP_PROXY"];
      delete process.env["http_proxy"];
      Object.assign(process.env, before);
    }
  });

  test("goes where its name led when it was checked, whatever the name leads to a moment later", async () => {
    const asked: string[] = [];
    const rebinding = createEgress({
      policy: open,
      resolve: async (name) => {
        asked.push(name);
        return asked.length === 1 ? ["127.0.0.1"] : ["169.254.169.254"];
      },
    });
    const answer = await rebinding.post(`http://localhost:${plain}/ok`, { headers: {}, body: "x" });
    expect([answer.status, asked]).toEqual([204, ["localhost"]]);
    const again = rebinding.post(`http://localhost:${plain}/ok`, { headers: {}, body: "x" });
    await expect(again).rejects.toMatchObject({ rule: "destination" });
  });

  test("waits for no resolver that hangs", async () => {
    const hanging = createEgress({ policy: { loopback: "closed" }, totalMs: 50, resolve: () => new Promise(() => {}) });
    const checked = hanging.check("https://hooks.example.com/", "https");
    await expect(checked).rejects.toMatchObject({ rule: "too_slow" });
  });
});

describe("a pinned connection", () => {
  test("is offered what was checked, whatever name is asked for", () => {
    const found: unknown[] = [];
    pinnedLookup(["1.1.1.1", "2606:4700::1111"])("inside.example", { all: true }, (...answer) => found.push(answer));
    const both = [
      { address: "1.1.1.1", family: 4 },
      { address: "2606:4700::1111", family: 6 },
    ];
    expect(found).toEqual([[null, both]]);
  });

  test("is torn when its peer is somebody else", () => {
    expect(() => assertPinned({ remoteAddress: "10.0.0.1" }, ["1.1.1.1"])).toThrow("leads to no public address");
    expect(() => assertPinned({ remoteAddress: undefined }, ["1.1.1.1"])).toThrow("leads to no public address");
    expect(() => assertPinned({ remoteAddress: "1.1.1.1" }, ["1.1.1.1"])).not.toThrow();
  });
});

describe("a stream over TLS", () => {
  test("is done when the receiver has everything, and has ended in order", async () => {
    let got = "";
    const server = createTlsServer({ key, cert: authority }, (socket) => {
      socket.on("data", (chunk: Buffer) => (got += chunk.toString()));
      socket.on("error", () => {});
    });
    closing.push(await listen(server));
    const url = `syslog+tls://localhost:${portOf(server)}`;
    const bytes = Buffer.from("x".repeat(300_000));
    await egress.write(url, { bytes, authority });
    expect(got).toBe(bytes.toString());
    await expect(egress.write(url, { bytes })).rejects.toMatchObject({ rule: "certificate" });
  });

  test("is not done when the receiver breaks off", async () => {
    const server = createTlsServer({ key, cert: authority }, (socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.destroy());
    });
    closing.push(await listen(server));
    const url = `syslog+tls://localhost:${portOf(server)}`;
    const cut = egress.write(url, { bytes: Buffer.alloc(5_000_000), authority });
    await expect(cut).rejects.toHaveProperty("rule");
  });
});
