import { type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeKey } from "../../../../../test/support/api-keys.ts";
import {
  type Deployment,
  type Member,
  publicUrl,
  signInAs,
  startDeployment,
  type TestRequest,
} from "../../../../../test/support/deployment.ts";
import { failEveryCall } from "../../../../../test/support/faults.ts";
import { forged } from "../../../../../test/support/forged.ts";
import { minutes } from "../../kernel/clock.ts";
import { parseRouteMap } from "./route-map.ts";

const proxy = "192.0.2.7";
const trustedProxies = ["192.0.2.0/24", "127.0.0.1/32"];
const { map } = parseRouteMap("GET / signed-in\n* /admin users:update\nGET /audit audit:read");

let plain: Deployment;
let mapped: Deployment;
let acme: Member;
let globex: Member;
let developer: Member;
beforeAll(async () => {
  plain = await startDeployment({ trustedProxies });
  mapped = await startDeployment({ trustedProxies, routeMap: map, beside: plain });
  acme = await plain.account();
  globex = await plain.account();
  developer = await plain.member(acme, "developer");
});
afterAll(async () => {
  await mapped.stop();
  await plain.stop();
});

interface Held extends Partial<TestRequest> {
  /** What the proxy holds back. */
  readonly original?: string;
  readonly query?: string;
}

/** What the proxy is told about a request that it holds back. */
async function ask(holdfast: Deployment, { original = "GET /", query = "", headers, ...request }: Held = {}) {
  const [method = "", target = ""] = original.split(" ");
  const answer = await holdfast.call({
    method: "GET",
    url: `/v1/forward-auth${query}`,
    address: proxy,
    headers: { "x-forwarded-method": method, "x-forwarded-uri": target, ...headers },
    ...request,
  });
  return { status: answer.statusCode, told: answer.headers, body: answer.body };
}

const codeOf = async (holdfast: Deployment, held: Held): Promise<string> => {
  const { status, told } = await ask(holdfast, held);
  return status === 200 ? "open" : String(told["holdfast-problem"]);
};

const addresses = new Map<Deployment, Promise<AddressInfo>>();
const listening = (holdfast: Deployment): Promise<AddressInfo> => {
  const known =
    addresses.get(holdfast) ?? holdfast.app.listen({ host: "127.0.0.1", port: 0 }).then(() => addressOf(holdfast));
  addresses.set(holdfast, known);
  return known;
};

function addressOf({ app }: Deployment): AddressInfo {
  const address = app.server.address();
  if (typeof address !== "object" || address === null) throw new Error("not listening");
  return address;
}

const cookieOf = ({ token }: Member): string => `theme=dark; __Host-holdfast-access=${token}`;

describe("a proxy", () => {
  test("is told who sent a request, by ids and rights alone [C-063]", async () => {
    const { status, told, body } = await ask(plain, { token: developer.token });
    expect([status, body]).toEqual([200, "{}"]);
    expect(told).toMatchObject({
      "holdfast-account": acme.accountId,
      "holdfast-user": developer.userId,
      "holdfast-session": developer.sessionId,
      "holdfast-role": "developer",
      "holdfast-rights": "account:read users:read roles:read policy:read",
    });
    expect(told["holdfast-key"]).toBeUndefined();
    expect(JSON.stringify(told)).not.toContain(developer.email);
  });

  test("is told of each the account that the credential says, whatever the request names [C-063]", async () => {
    const headers = { "holdfast-account": acme.accountId, "x-account": acme.accountId };
    const { told } = await ask(plain, { token: globex.token, headers, original: `GET /accounts/${acme.accountId}` });
    expect(told["holdfast-account"]).toBe(globex.accountId);
  });

  test("may not keep the answer, whichever it is", async () => {
    for (const held of [{ token: acme.token }, {}, { token: developer.token, query: "?right=users:update" }]) {
      expect((await ask(plain, held)).told["cache-control"]).toBe("no-store");
    }
  });

  test("passes nothing on without a live credential [C-005]", async () => {
    for (const token of ["x", forged(acme.token), acme.refreshToken]) {
      const { status, told } = await ask(plain, { token });
      expect([status, told["holdfast-problem"]]).toEqual([401, "session.expired"]);
    }
    const { status, told } = await ask(plain);
    expect([status, told["holdfast-problem"]]).toEqual([401, "auth.required"]);
    expect(told["www-authenticate"]).toContain("Bearer");
    expect(told["content-type"]).toContain("application/problem+json");
  });

  test("passes nothing on for a session that has ended [C-124]", async () => {
    const ended = await signInAs(plain, acme);
    expect(await codeOf(plain, { token: ended.token })).toBe("open");
    await plain.call({ method: "DELETE", url: `/v1/sessions/${ended.sessionId}`, token: acme.token });
    for (const holdfast of [plain, mapped])
      expect(await codeOf(holdfast, { token: ended.token })).toBe("session.expired");
  });

  test("may ask with HEAD, and is told the same", async () => {
    const headers = {
      authorization: `Bearer ${acme.token}`,
      "x-forwarded-method": "HEAD",
      "x-forwarded-uri": "/",
    };
    const answer = await plain.app.inject({ method: "HEAD", url: "/v1/forward-auth", remoteAddress: proxy, headers });
    expect([answer.statusCode, answer.headers["holdfast-user"]]).toEqual([200, acme.userId]);
  });
});

describe("a credential that cannot be checked", () => {
  test("lets nothing through, whichever question to a database fails [C-005]", async () => {
    const failing = await startDeployment({ trustedProxies, faults: true });
    const member = await failing.account();
    const statuses: number[] = [];
    await failEveryCall("before", async (attempt) => {
      const { token } = await signInAs(failing, member);
      statuses.push((await attempt(() => ask(failing, { token }))).status);
    });
    await failing.stop();
    expect(statuses.length).toBeGreaterThan(2);
    // The last one met no fault.
    expect(statuses).toEqual([...statuses.slice(0, -1).map(() => 503), 200]);
  });
});

describe("rights that the proxy asks for", () => {
  test("must all be there [C-003] [C-161]", async () => {
    const query = (right: string) => ({ token: developer.token, query: `?right=${right}` });
    expect(await codeOf(plain, query("users:read"))).toBe("open");
    expect(await codeOf(plain, query("users:read,roles:read"))).toBe("open");
    expect(await codeOf(plain, query("users:read,users:update"))).toBe("right.missing");
    expect((await ask(plain, query("users:update"))).status).toBe(403);
  });

  test("that do not exist, or a query that is not understood, open nothing [C-005]", async () => {
    for (const query of ["?right=users:raed", "?right=", "?rights=users:read", "?right=users:read&right=audit:read"]) {
      const { status, told } = await ask(plain, { token: acme.token, query });
      expect([query, status, told["holdfast-problem"]]).toEqual([query, 400, "request.malformed"]);
    }
  });

  test("may be joined by a recent proof, of who it is or by a second factor [C-003]", async () => {
    const fresh = await signInAs(plain, acme);
    expect(await codeOf(plain, { token: fresh.token, query: "?proof=recent" })).toBe("open");
    expect(await codeOf(plain, { token: fresh.token, query: "?proof=factor" })).toBe("auth.factor_required");
    plain.advance(minutes(11));
    expect(await codeOf(plain, { token: fresh.token, query: "?proof=recent" })).toBe("auth.recent_required");
    expect(await codeOf(plain, { token: fresh.token })).toBe("open");
  });
});

describe("a path that servers read in different ways", () => {
  test("is refused, for the proxy may have chosen its question by another [C-005]", async () => {
    for (const path of ["/public/..;/admin", "/a%2f..%2fadmin", "/a//b", "/%2e%2e/a"]) {
      const held = { token: acme.token, original: `GET ${path}` };
      expect([path, await codeOf(plain, held)]).toEqual([path, "forward_auth.path_ambiguous"]);
      expect(await codeOf(plain, { ...held, query: "?path=any" })).toBe("open");
      expect(await codeOf(mapped, { ...held, query: "?path=any" })).toBe("forward_auth.path_ambiguous");
    }
  });
});

describe("an API key", () => {
  test("is let through by a right that it has, and by nothing less [C-003] [C-152]", async () => {
    const owner = await signInAs(plain, acme);
    const { id, secret } = await makeKey(plain, owner, { scopes: ["users:read"] });
    const { status, told } = await ask(plain, { token: secret, query: "?right=users:read" });
    expect([status, told["holdfast-key"], told["holdfast-rights"]]).toEqual([200, id, "users:read"]);
    expect(told["holdfast-session"]).toBeUndefined();
    expect(await codeOf(plain, { token: secret })).toBe("key.not_allowed");
    expect(await codeOf(plain, { token: secret, query: "?right=users:read&proof=recent" })).toBe("key.not_allowed");
    expect(await codeOf(plain, { token: secret, query: "?right=users:update" })).toBe("right.missing");
  });

  test("works from its addresses alone, which the proxy tells [C-152]", async () => {
    const owner = await signInAs(plain, acme);
    const { secret } = await makeKey(plain, owner, { allowedAddresses: ["198.51.100.0/24"] });
    const from = (address: string) =>
      codeOf(plain, { token: secret, query: "?right=account:read", headers: { "x-forwarded-for": address } });
    expect(await from("198.51.100.4")).toBe("open");
    expect(await from("203.0.113.9")).toBe("key.address_refused");
    expect(await from("198.51.100.4, 203.0.113.9")).toBe("key.address_refused");
  });
});

describe("somebody who is no declared proxy", () => {
  test("is not believed what a request is, and told nothing", async () => {
    const { status, told } = await ask(plain, { token: acme.token, address: "198.51.100.9" });
    expect([status, told["holdfast-problem"]]).toEqual([403, "forward_auth.original_unknown"]);
    expect(told["holdfast-user"]).toBeUndefined();
  });

  test.each([
    ["no method", { "x-forwarded-method": "" }],
    ["two methods", { "x-forwarded-method": "GET, POST" }],
    ["a method that is none", { "x-forwarded-method": "get" }],
    ["no path", { "x-forwarded-uri": "" }],
    ["two paths", { "x-forwarded-uri": "/, /admin" }],
    ["another site", { "x-forwarded-uri": "https://evil.example/" }],
  ])("is as little believed as a proxy that sends %s", async (_what, headers) => {
    expect(await codeOf(plain, { token: acme.token, headers })).toBe("forward_auth.original_unknown");
  });
});

describe("a request with a cookie", () => {
  const sent = (holdfast: Deployment, original: string, headers: Record<string, string> = {}) =>
    codeOf(holdfast, { original, headers: { cookie: cookieOf(acme), ...headers } });

  test("is somebody's like any other", async () => {
    expect(await sent(plain, "GET /")).toBe("open");
  });

  test("changes something only from our own origin, whatever method the proxy asks with", async () => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "QUERY", "CONNECT", "get", "OPTIONS"]) {
      expect([method, await sent(plain, `${method} /`)]).toEqual([method, "request.cross_site"]);
      const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
      expect([method, await sent(plain, `${method} /`, foreign)]).toEqual([method, "request.cross_site"]);
    }
    expect(await sent(plain, "POST /", { "sec-fetch-site": "same-site" })).toBe("request.cross_site");
    expect(await sent(plain, "POST /", { "sec-fetch-site": "same-origin" })).toBe("open");
    expect(await sent(plain, "POST /", { origin: publicUrl })).toBe("open");
  });

  test("opens no WebSocket from another site (RFC 6455 §10.2)", async () => {
    for (const [name, value] of [
      ["upgrade", "websocket"],
      ["sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="],
      ["sec-websocket-version", "13"],
      ["sec-fetch-mode", "websocket"],
    ] as const) {
      const foreign = { [name]: value, origin: "https://evil.example" };
      expect([name, await sent(plain, "GET /socket", foreign)]).toEqual([name, "request.cross_site"]);
      expect(await sent(plain, "GET /socket", { [name]: value })).toBe("request.cross_site");
      expect(await sent(plain, "GET /socket", { [name]: value, origin: publicUrl })).toBe("open");
    }
  });

  test("is refused where its method cannot be known", async () => {
    const headers = { cookie: cookieOf(acme) };
    expect(await codeOf(plain, { address: "198.51.100.9", headers })).toBe("request.cross_site");
  });
});

describe("where a map is set", () => {
  test("each request is asked for what its line says [C-003]", async () => {
    expect(await codeOf(mapped, { token: developer.token, original: "GET /page" })).toBe("open");
    expect(await codeOf(mapped, { token: developer.token, original: "GET /admin/users" })).toBe("right.missing");
    expect(await codeOf(mapped, { token: acme.token, original: "DELETE /admin/users" })).toBe("open");
    const both = { token: acme.token, original: "GET /audit", query: "?proof=factor" };
    expect(await codeOf(mapped, both)).toBe("auth.factor_required");
  });

  test("what no line names is refused, and so is a path that can be read in two ways [C-005]", async () => {
    expect(await codeOf(mapped, { token: acme.token, original: "POST /page" })).toBe("forward_auth.unmapped");
    for (const path of ["/x/../admin", "//admin", "/%2e%2e/admin", "/x;/admin", "/ADMIN", "/x%2fadmin"]) {
      const held = { token: developer.token, original: `GET ${path}` };
      expect([path, await codeOf(mapped, held)]).toEqual([path, "forward_auth.path_ambiguous"]);
    }
  });
});

describe("a proxy that asks by the request's own method and path, as Envoy does,", () => {
  /** Over a socket: what stands in for one in other tests tidies paths up. */
  const asEnvoy = async (holdfast: Deployment, original: string, headers: Record<string, string> = {}) => {
    const [method = "", target = ""] = original.split(" ");
    const { port } = await listening(holdfast);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const all = { authorization: `Bearer ${developer.token}`, ...headers };
      const sent = request({ port, method, path: `/v1/forward-auth${target}`, headers: all, agent: false }, resolve);
      sent.on("error", reject);
      sent.end();
    });
    answer.resume();
    return answer.statusCode === 200 ? "open" : String(answer.headers["holdfast-problem"] ?? answer.statusCode);
  };

  test("is told by those, and not by headers that the client may have sent", async () => {
    const forged = { "x-forwarded-method": "GET", "x-forwarded-uri": "/page" };
    expect(await asEnvoy(mapped, "GET /page?a=1&a=2")).toBe("open");
    expect(await asEnvoy(mapped, "DELETE /admin/users", forged)).toBe("right.missing");
    expect(await asEnvoy(mapped, "GET /admin?signIn=redirect&right=x", forged)).toBe("right.missing");
    expect(await asEnvoy(mapped, "POST /page", forged)).toBe("forward_auth.unmapped");
    expect(await asEnvoy(mapped, "OPTIONS /page", forged)).toBe("forward_auth.unmapped");
    expect(await asEnvoy(mapped, "GET /x/../admin")).toBe("forward_auth.path_ambiguous");
    expect(await asEnvoy(mapped, "GET //admin")).toBe("forward_auth.path_ambiguous");
    expect(await asEnvoy(mapped, "GET /x%2f..%2fadmin")).toBe("forward_auth.path_ambiguous");
  });

  test("is answered whatever body type the request names, and refused by cookies from elsewhere", async () => {
    expect(await asEnvoy(plain, "POST /upload", { "content-type": "multipart/form-data; boundary=x" })).toBe("open");
    const cookie = { authorization: "", cookie: cookieOf(acme) };
    expect(await asEnvoy(plain, "POST /upload", cookie)).not.toBe("open");
  });

  test("gets no server error for what is no request", async () => {
    for (const target of ["/%", "/%ff", "/\u00e9", `/${"a".repeat(9000)}`, "/?%", "/#"]) {
      expect([target, await asEnvoy(plain, `GET ${target}`)]).toEqual([
        target,
        expect.stringMatching(/^(4\d\d|open|forward_auth\.(path_ambiguous|original_unknown))$/),
      ]);
    }
  });
});

describe("a browser that has not signed in", () => {
  const redirected = async (held: Held) => {
    const headers = { accept: "text/html,*/*", ...held.headers };
    const { status, told } = await ask(plain, { query: "?signIn=redirect", ...held, headers });
    return status === 302 ? told.location : status;
  };

  test("is sent to our own sign-in and back to the path that it asked for, if the proxy wants that", async () => {
    expect(await redirected({ original: "GET /desk?ticket=7&tab=log" })).toBe(
      `${publicUrl}/sign-in?next=${encodeURIComponent("/desk?ticket=7&tab=log")}`,
    );
    expect(await redirected({ original: "GET /desk", query: "" })).toBe(401);
    expect(await redirected({ original: "POST /desk" })).toBe(401);
    expect(await redirected({ original: "GET /desk", headers: { accept: "application/json" } })).toBe(401);
    expect(await redirected({ token: developer.token, query: "?signIn=redirect&right=users:update" })).toBe(403);
  });

  test.each(["//evil.example", "/\\evil.example", "/\\/evil.example", "/<script>", "/%0d%0aset-cookie:x", "/;@evil"])(
    "is sent nowhere else by %s (CWE-601)",
    async (target) => {
      const location = String(await redirected({ original: `GET ${target}` }));
      const { origin, pathname, searchParams } = new URL(location);
      expect([origin, pathname]).toEqual([publicUrl, "/sign-in"]);
      expect(new URL(searchParams.get("next") ?? "/", publicUrl).origin).toBe(publicUrl);
    },
  );
});
