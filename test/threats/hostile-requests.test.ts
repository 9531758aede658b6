import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { serveConsole } from "../../packages/server/src/platform/http/index.ts";
import { type Deployment, type Member, startDeployment } from "../support/deployment.ts";
import { payloadsOf } from "./payloads.ts";
import { jsonRequest, request, sendRaw, statusOf } from "./raw-http.ts";

/** Requests that are too large, too deep, too slow or not HTTP at all, to a server that really listens. */
let holdfast: Deployment;
let acme: Member;
let folder: string;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-console-"));
  await mkdir(join(folder, "dist", "assets", ".hidden"), { recursive: true });
  await writeFile(join(folder, "root.key"), "canary-root-key");
  await writeFile(join(folder, "dist", "secret.txt"), "canary-beside-assets");
  await writeFile(join(folder, "dist", "assets", ".hidden", "x"), "canary-hidden");
  await writeFile(join(folder, "dist", "assets", "app.js"), "// the console");
  await writeFile(join(folder, "dist", "index.html"), `<html><style nonce="__CSP_NONCE__"></style></html>`);
  holdfast = await startDeployment({
    trustedProxies: ["127.0.0.1/32"],
    prepare: (app) => serveConsole(app, join(folder, "dist")),
  });
  await holdfast.app.listen({ port: 0, host: "127.0.0.1" });
  const address: AddressInfo | string | null = holdfast.app.server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
  acme = await holdfast.account();
});
afterAll(async () => {
  await holdfast.stop();
  await rm(folder, { recursive: true });
});

const send = (bytes: string | Uint8Array) => sendRaw(port, bytes);
const refresh = (body: string) => send(jsonRequest("POST /v1/auth/refresh", body));

/** What a refusal at any level looks like: a problem under the usual headers, and nothing of our insides. */
function problemIn(answer: string): { code: string; status: number } {
  const [head, body] = [answer.slice(0, answer.indexOf("\r\n\r\n")), answer.slice(answer.indexOf("\r\n\r\n") + 4)];
  expect(head).toContain("content-type: application/problem+json");
  for (const name of [
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
    "content-security-policy",
  ]) {
    expect(head).toContain(`${name}: `);
  }
  expect(body).not.toMatch(/node_modules|    at |Client Error|HPE_/);
  return JSON.parse(body);
}

describe("bytes that are no request", () => {
  test.each([
    ["not HTTP", "GARBAGE\r\n\r\n"],
    ["an unknown method", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["two lengths", request("POST /v1/auth/refresh", ["Content-Length: 2", "Transfer-Encoding: chunked"], "{}")],
    ["two different lengths", request("POST /v1/auth/refresh", ["Content-Length: 2", "Content-Length: 3"], "{}")],
    ["a folded header", request("GET /v1/deployment", ["X-A: 1", " 2"])],
    ["a space before a colon", request("GET /v1/deployment", ["Transfer-Encoding : chunked"])],
    ["a bare line feed", "GET /v1/deployment HTTP/1.1\nHost: x\n\nGET /v1/me HTTP/1.1\n\n"],
    ["a NUL in a header", request("GET /v1/deployment", ["X-A: a\u0000b"])],
  ])("such as %s are refused as a problem, and the connection ends [C-260]", async (_name, bytes) => {
    const answer = await send(bytes);
    expect(problemIn(answer)).toMatchObject({ status: 400, code: "request.malformed" });
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  test("such as a header without end are refused as too large", async () => {
    const answer = await send(request("GET /v1/deployment", [`X-A: ${"a".repeat(20_000)}`]));
    expect(problemIn(answer).code).toBe("request.too_large");
  });
});

describe("a body", () => {
  test("beyond 256 KiB is refused, whether or not it says its length", async () => {
    const declared = await send(
      request("POST /v1/auth/refresh", ["Content-Type: application/json", "Content-Length: 10000000"], "{"),
    );
    expect(problemIn(declared).code).toBe("request.too_large");
    const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
    const headers = ["Content-Type: application/json", "Transfer-Encoding: chunked"];
    const chunked = await send(request("POST /v1/auth/refresh", headers, chunk.repeat(5)));
    expect(problemIn(chunked).code).toBe("request.too_large");
  });

  test.each([
    ["too many arrays", "[".repeat(100_000)],
    ["too many objects", `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`],
    ["a prototype", '{"refreshToken":"aaaaaaaaaaaaaaaaaaaa","__proto__":{"admin":true}}'],
    ["a prototype in disguise", '{"\\u005f_proto__":{"admin":true}}'],
    ["a constructor", '{"constructor":{"prototype":{"admin":true}}}'],
    ["half a character", '{"refreshToken":"\\ud800aaaaaaaaaaaaaaaaaaa"}'],
    ["half a character as a name", '{"\\udc00":1}'],
    ["two values", "{}{}"],
    ["a comment", "{/**/}"],
    ["no JSON", "refreshToken=aaaa"],
    ["numbers beyond all bounds", `{"refreshToken":1e999999}`],
    ["a byte order mark", "\ufeff{}"],
    ["an array", "[]"],
    ["null", "null"],
    ["nothing", ""],
  ])("of %s is malformed [C-264]", async (_name, body) => {
    const answer = await refresh(body);
    expect(problemIn(answer)).toMatchObject({ status: 400, code: "request.malformed" });
    expect(answer).not.toContain("admin");
    expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
  });

  test("that is compressed, or of another type, is not read", async () => {
    for (const type of ["text/xml", "application/xml", "application/json-patch+json", "text/json"]) {
      const answer = await send(request("POST /v1/auth/refresh", [`Content-Type: ${type}`, "Content-Length: 2"], "{}"));
      expect(problemIn(answer).code).toBe("request.unsupported_media");
    }
    for (const xml of payloadsOf("xxe_fuzzing.txt")) {
      const headers = ["Content-Type: application/xml", `Content-Length: ${Buffer.byteLength(xml)}`];
      expect(problemIn(await send(request("POST /v1/auth/refresh", headers, xml))).code).toBe(
        "request.unsupported_media",
      );
    }
  });

  test("that comes too slowly is not waited for", async () => {
    const { server } = holdfast.app;
    // Node enforces the second only when it is not the shorter one.
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 15_000]);
    Object.assign(server, { headersTimeout: 300, requestTimeout: 300 });
    const head = "POST /v1/auth/refresh HTTP/1.1\r\nHost: holdf";
    const body = request("POST /v1/auth/refresh", ["Content-Type: application/json", "Content-Length: 20"], "{");
    const answers = await Promise.all([head, body].map((half) => sendRaw(port, half, 6_000)));
    Object.assign(server, { headersTimeout: 10_000, requestTimeout: 15_000 });
    for (const answer of answers) expect(problemIn(answer)).toMatchObject({ status: 408, code: "request.timeout" });
  });

  test("for a route that takes none is refused", async () => {
    const headers = [`Authorization: Bearer ${acme.token}`, "Content-Type: application/json", "Content-Length: 8"];
    const answer = await send(request("DELETE /v1/sessions", headers, '{"a":1}\n'));
    expect(problemIn(answer).code).toBe("request.malformed");
  });
});

describe("a path that climbs", () => {
  const climbs = [
    "/assets/../secret.txt",
    "/assets/../../root.key",
    "/assets/%2e%2e/secret.txt",
    "/assets/..%2fsecret.txt",
    "/assets/..%5c..%5croot.key",
    "/assets/....//secret.txt",
    "/assets/.hidden/x",
    "/assets/%2ehidden/x",
    "/assets/app.js/../../secret.txt",
    "/assets//../secret.txt",
    "/assets/%00/../secret.txt",
    "//assets/../secret.txt",
  ];
  const lists = ["directory_traversal.txt", "traversals-8-deep-exotic-encoding.txt"].flatMap(payloadsOf);
  const fitting = lists
    .filter((each) => /^[\x21-\x7e]+$/.test(each))
    .map((each) => `/assets/${each}`.replace("//", "/"));

  test("leads to no file beside those of the console [C-255]", async () => {
    for (const path of [...climbs, ...fitting.filter((_, i) => i % 5 === 0)]) {
      const answer = await send(request(`GET ${path}`));
      expect([path, answer.includes("canary"), /root:.*:0:0:/.test(answer)]).toEqual([path, false, false]);
      expect([path, statusOf(answer)]).toEqual([path, expect.toSatisfy((status) => status >= 400 && status < 500)]);
    }
    expect(statusOf(await send(request("GET /assets/app.js")))).toBe(200);
  });

  test("cannot carry a header into the answer [C-255]", async () => {
    for (const path of payloadsOf("crlf.txt")) {
      const answer = await send(request(`GET ${path}`, ["Accept: text/html"]));
      expect(answer.toLowerCase()).not.toMatch(/^set-cookie/m);
    }
  });
});

describe("a page of the console", () => {
  test("comes under a policy without unsafe words, with a fresh nonce each time [C-256] [C-037]", async () => {
    const open = () => send(request("GET /anything?next=//evil.example", ["Accept: text/html"]));
    const [first, second] = [await open(), await open()];
    const nonces = [first, second].map((answer) => /'nonce-([^']+)'/.exec(answer)?.[1] ?? "");
    expect(new Set(nonces).size).toBe(2);
    expect(first).toContain(`<style nonce="${nonces[0]}">`);
    expect(first).not.toMatch(/unsafe-(inline|eval)/);
    expect(first).toContain("strict-transport-security: max-age=31536000; includeSubDomains");
    expect(first).toContain("frame-ancestors 'none'");
    expect(first).toContain("x-frame-options: DENY");
    expect(first).not.toContain("evil.example");
  });
});
