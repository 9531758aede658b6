import {
  createServer as createPlainServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { text } from "node:stream/consumers";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, startDeployment } from "../../../../../test/support/deployment.ts";
import { days } from "../../kernel/clock.ts";
import { listenerControls } from "./controls.ts";
import { createHttpServer } from "./server.ts";
import { makeCertificate } from "./testing/certificate.ts";

const validUntil = Date.parse("2050-01-01T00:00:00Z");
const ours = makeCertificate(validUntil);

let holdfast: Deployment;
const servers: { close(): unknown }[] = [];
beforeAll(async () => {
  holdfast = await startDeployment();
});
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
afterAll(() => holdfast.stop());

/** The real server on a real socket, without routes: what it does not know it must refuse. */
async function listening(tls: typeof ours): Promise<Server> {
  const { log, authenticator, limiter, idempotency, clock, recordSupport } = holdfast.runtime;
  const options = {
    log,
    authenticator,
    limiter,
    idempotency,
    clock,
    recordSupport,
    tls,
    trustedProxies: [],
    observe() {},
  };
  const server = createHttpServer({ ...options, ownOrigins: new Set() });
  await server.listen({ host: "127.0.0.1", port: 0 });
  servers.push(server);
  return server.server;
}

async function serving(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  return server;
}

const portOf = (server: Server): number => {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};

async function measure(
  name: string,
  at: Server | { port: number },
  options: { certificate?: string; now?: number } = {},
) {
  const { certificate = null, now = Date.now() } = options;
  const port = "port" in at ? at.port : portOf(at);
  const listener = { address: "127.0.0.1", port, certificate };
  const control = listenerControls(listener, () => now).find((candidate) => candidate.name === name);
  if (control === undefined) throw new Error(`there is no control ${name}`);
  return control.probe();
}

interface Tampered {
  status: number;
  headers: OutgoingHttpHeaders;
  body: string;
}

type Spoil = (answer: Tampered, sent: { url: string; authorization: string }) => void;

/** The real program behind something that spoils its answers. */
function spoiled(spoil: Spoil): Promise<Server> {
  const { app } = holdfast;
  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = "", headers } = request;
    const method = request.method === "POST" ? "POST" : "GET";
    const payload = await text(request);
    const injected = await app.inject({ method, url, headers, ...(payload !== "" && { payload }) });
    const answer = { status: injected.statusCode, headers: { ...injected.headers }, body: injected.body };
    delete answer.headers["content-length"];
    delete answer.headers["transfer-encoding"];
    spoil(answer, { url, authorization: headers.authorization ?? "" });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }
  return serving(createPlainServer((request, response) => void forward(request, response)));
}

describe("the control of headers", () => {
  test("finds them on answers of every sort [C-037] [C-256]", async () => {
    expect(await measure("http.headers", await spoiled(() => {}))).toEqual({
      ok: true,
      evidence: { answers: 4, headersEach: 6, hstsSeconds: 31_536_000, lacking: "none" },
    });
  });

  test.each([
    { name: "strict-transport-security", value: "max-age=86400; includeSubDomains" },
    { name: "strict-transport-security", value: "max-age=31536000" },
    { name: "x-content-type-options", value: undefined },
    { name: "x-frame-options", value: "SAMEORIGIN" },
    {
      name: "content-security-policy",
      value: "default-src 'none'; frame-ancestors 'none'; script-src 'unsafe-inline'",
    },
    { name: "referrer-policy", value: undefined },
    { name: "cross-origin-opener-policy", value: "unsafe-none" },
  ])("finds $name lacking when it is $value", async ({ name, value }) => {
    const server = await spoiled(({ headers }) => {
      delete headers[name];
      if (value !== undefined) headers[name] = value;
    });
    const { ok, evidence } = await measure("http.headers", server);
    expect(evidence["lacking"]).toBe(
      ["api", "page", "problem", "undecodable"].map((sort) => `${name} of ${sort}`).join(", "),
    );
    expect(ok).toBe(false);
  });

  test("finds a single answer without them", async () => {
    const server = await spoiled(({ headers, status }) => {
      if (status === 200) return;
      delete headers["x-frame-options"];
    });
    const { evidence } = await measure("http.headers", server);
    expect(evidence["lacking"]).toBe("x-frame-options of problem, x-frame-options of undecodable");
  });

  test("fails when nobody listens", async () => {
    const server = await serving(createPlainServer());
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    await expect(measure("http.headers", { port })).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("the control of problems", () => {
  test("finds refusals that say what they must and no more [C-257] [C-258] [C-259] [C-260]", async () => {
    expect(await measure("http.problems", await spoiled(() => {}))).toEqual({
      ok: true,
      evidence: { refusals: 4, faults: "none" },
    });
  });

  test.each<{ fault: string; says: string; spoil: Spoil }>([
    {
      fault: "the key of the caller",
      says: "what was sent in session.expired",
      spoil: (answer, { authorization }) => {
        answer.body = answer.body.replace("}", `,"detail":"${authorization} is not valid"}`);
      },
    },
    {
      fault: "the path that was asked for",
      says: "what was sent in route.not_found",
      spoil: (answer, { url }) => {
        answer.headers["x-path"] = url;
      },
    },
    {
      fault: "a stack",
      says: "internals in session.expired",
      spoil: (answer) => {
        answer.body = answer.body.replace("}", `,"detail":"at verify (/srv/app/token.js:12:7)"}`);
      },
    },
    {
      fault: "a query",
      says: "internals in request.malformed",
      spoil: (answer) => {
        answer.body = answer.body.replace("}", `,"detail":"select id from users"}`);
      },
    },
    {
      fault: "a member that is none of a problem",
      says: "more than a problem says in route.not_found",
      spoil: (answer) => {
        answer.body = answer.body.replace("}", `,"trace":[]}`);
      },
    },
    {
      fault: "the name of the server",
      says: "the server's name in route.not_found",
      spoil: (answer) => {
        answer.headers.server = "nginx/1.25";
      },
    },
    {
      fault: "a page in the place of a problem",
      says: "another media type in route.not_found",
      spoil: (answer) => {
        answer.headers["content-type"] = "text/html";
        answer.body = "<h1>Not found</h1>";
      },
    },
    {
      fault: "everything being let in",
      says: "status 200 in session.expired",
      spoil: (answer) => {
        answer.status = 200;
      },
    },
  ])("finds $fault", async ({ says, spoil }) => {
    const { ok, evidence } = await measure("http.problems", await spoiled(spoil));
    expect(evidence["faults"]).toContain(says);
    expect(ok).toBe(false);
  });
});

describe("the control of TLS", () => {
  const { certificate } = ours;
  const key = ours.privateKey.reveal();
  const inOrder = {
    version: "TLSv1.3",
    certificate: "the configured one",
    tls12: "refused",
    withoutTls: "no answer",
  };

  test("exists only where we end TLS ourselves", () => {
    const named = (listener: { certificate: string | null }) =>
      listenerControls({ address: "127.0.0.1", port: 1, ...listener }, Date.now).map(({ name }) => name);
    expect(named({ certificate: null })).toEqual(["http.headers", "http.problems"]);
    expect(named({ certificate })).toContain("http.tls");
  });

  test("finds TLS 1.3 under our certificate, and all else refused [C-032] [C-033] [C-034] [C-035] [C-036] [C-262]", async () => {
    const server = await listening(ours);
    const { ok, evidence } = await measure("http.tls", server, { certificate });
    expect(evidence).toMatchObject(inOrder);
    expect(evidence["cipher"]).toMatch(/^TLS_(AES_256_GCM_SHA384|CHACHA20_POLY1305_SHA256)$/);
    expect(ok).toBe(true);
    expect(await measure("http.headers", server, { certificate })).toMatchObject({ ok: true });
  });

  test("finds a listener that speaks TLS 1.2 too", async () => {
    const server = await serving(createTlsServer({ cert: certificate, key, minVersion: "TLSv1.2" }));
    const { ok, evidence } = await measure("http.tls", server, { certificate });
    expect(evidence).toMatchObject({ ...inOrder, tls12: "accepted" });
    expect(ok).toBe(false);
  });

  test("finds a listener that speaks no TLS", async () => {
    const server = await serving(createPlainServer((_request, response) => response.end()));
    const { ok, evidence } = await measure("http.tls", server, { certificate });
    expect(evidence).toMatchObject({ version: "none", withoutTls: "answered" });
    expect(ok).toBe(false);
  });

  test("finds another certificate than the configured one", async () => {
    const other = makeCertificate(validUntil);
    const { ok, evidence } = await measure("http.tls", await listening(other), { certificate });
    expect(evidence).toMatchObject({ ...inOrder, certificate: "another" });
    expect(ok).toBe(false);
  });

  test("finds a certificate that has run out", async () => {
    const server = await listening(ours);
    const lastDay = await measure("http.tls", server, { certificate, now: validUntil - days(1) });
    expect(lastDay).toMatchObject({ ok: true, evidence: { certificateDaysLeft: 1 } });
    const dayAfter = await measure("http.tls", server, { certificate, now: validUntil + 1 });
    expect(dayAfter).toMatchObject({ ok: false, evidence: { certificateDaysLeft: -1 } });
  });
});
