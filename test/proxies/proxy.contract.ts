import { request as ask } from "node:https";
import { connect, type TLSSocket } from "node:tls";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeKey } from "../support/api-keys.ts";
import { type Deployment, type Member, publicUrl, signInAs, startDeployment } from "../support/deployment.ts";
import { type Product, type Seen, startProduct } from "./product.ts";
import { freePort, portOf, type Ports, type Running } from "./program.ts";

export interface ProxyUnderTest {
  readonly name: string;
  /** Null where it is not on this machine. */
  readonly program: string | null;
  /** What is to be done about that. */
  readonly remedy: string;
  /** Starts it with the configuration that we publish, only addresses and certificate replaced. */
  readonly start: (program: string, ports: Ports) => Promise<Running>;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

type Headers = Readonly<Record<string, string | string[]>>;

/** What every proxy keeps that is configured as we say. */
export function describeProxy({ name, program, remedy, start }: ProxyUnderTest): void {
  const suffix = program === null ? ` (SKIPPED: not on this machine; ${remedy})` : "";
  describe.skipIf(program === null)(`${name}, configured as in deploy/,${suffix}`, () => {
    let holdfast: Deployment;
    let product: Product;
    let proxy: Running;
    let root: Member;
    let developer: Member;
    beforeAll(async () => {
      holdfast = await startDeployment({ trustedProxies: ["127.0.0.1/32"] });
      await holdfast.app.listen({ host: "127.0.0.1", port: 0 });
      product = await startProduct();
      proxy = await start(String(program), {
        proxy: await freePort(),
        holdfast: portOf(holdfast.app.server),
        product: product.port,
      });
      root = await holdfast.account();
      developer = await holdfast.member(root, "developer");
    }, 60_000);
    afterAll(async () => {
      await proxy?.stop();
      await product?.stop();
      await holdfast?.stop();
    });

    const send = (path: string, headers: Headers = {}, method = "GET", body?: Buffer): Promise<Answer> =>
      sendThrough(proxy.port, { path, headers, method, body });
    const bearer = ({ token }: { token: string }): Headers => ({ authorization: `Bearer ${token}` });
    const cookie = ({ token }: Member): string => `a=1; __Host-holdfast-access=${token}; b=2`;

    test("tells the product who sent a request, and hands it no credential [C-063]", async () => {
      const { status, body } = await send("/app/tickets?x=1", bearer(developer));
      const seen: Seen = JSON.parse(body);
      expect([status, seen.method, seen.url]).toEqual([200, "GET", "/app/tickets?x=1"]);
      expect(seen.headers).toMatchObject({
        "holdfast-account": root.accountId,
        "holdfast-user": developer.userId,
        "holdfast-session": developer.sessionId,
        "holdfast-role": "developer",
      });
      expect(seen.headers["holdfast-rights"]?.split(" ")).toContain("users:read");
      expect(seen.headers).not.toHaveProperty("holdfast-key");
      expect(body).not.toContain(developer.token);
    });

    test("keeps Holdfast's cookies from the product, and no others", async () => {
      const more = "__Host-holdfast-refresh=r; __Host-holdfast-device=d; __Host-holdfast-google=g; c=3";
      const { status, body } = await send("/app/", { cookie: `${cookie(developer)}; ${more}` });
      const seen: Seen = JSON.parse(body);
      expect([status, body.includes("__Host-holdfast"), body.includes(developer.token)]).toEqual([200, false, false]);
      expect(seen.headers["cookie"]?.split(/; */).filter((part) => part !== "")).toEqual(["a=1", "b=2", "c=3"]);
      const twice = await send("/app/", {
        cookie: Array.from({ length: 3 }, () => cookie(developer)).join("; ") + `; ${more}`,
      });
      expect([twice.status, twice.body.includes("__Host-holdfast")]).toEqual([200, false]);
    });

    test("lets no forged identity through, in whatever spelling [C-063]", async () => {
      const names = [
        "Holdfast-User",
        "holdfast-account",
        "Holdfast-Key",
        "Holdfast-Rights",
        "Holdfast-Problem",
        "Holdfast_User",
        "Holdfast.User",
      ];
      const forged = Object.fromEntries(names.map((name) => [name, "forged"]));
      const { body } = await send("/app/", { ...bearer(developer), ...forged });
      expect(body).not.toContain("forged");
      const alone = await send("/app/", forged);
      expect(alone.status).toBe(401);
    });

    test("lets nobody have the identity taken off as headers of the connection [C-063]", async () => {
      // RFC 9110 §7.6.1: a proxy removes what Connection names, and may do so after it has put the identity in.
      const named = [
        "Holdfast-Account, Holdfast-User, holdfast-session, Holdfast-Role, Holdfast-Rights",
        "close,Holdfast-Account,Holdfast-User,Holdfast-Session,Holdfast-Role,Holdfast-Rights",
        "X-Forwarded-For, X-Forwarded-Uri, X-Forwarded-Method",
      ];
      for (const connection of named) {
        const { status, body } = await send("/app/", { ...bearer(developer), connection });
        const seen: Seen = JSON.parse(body);
        expect([connection, status]).toEqual([connection, 200]);
        expect(seen.headers).toMatchObject({
          "holdfast-account": root.accountId,
          "holdfast-user": developer.userId,
          "holdfast-session": developer.sessionId,
          "holdfast-role": "developer",
        });
        expect(seen.headers["holdfast-rights"]?.split(" ")).toContain("users:read");
      }
      const connection = "Upgrade, Holdfast-User";
      const headers = { authorization: `Bearer ${developer.token}`, connection };
      expect(await upgrade(proxy.port, "/app/socket", headers)).toMatch(
        new RegExp(`^HTTP/1.1 101 [\\s\\S]*${developer.userId}$`),
      );
    });

    test("lets nobody name another method or path than the request has", async () => {
      const lies = [
        "X-HTTP-Method-Override",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Forwarded-Method",
        "X-Forwarded-Uri",
      ];
      const headers = Object.fromEntries(
        lies.map((lie) => [lie, lie.endsWith("d") || lie.endsWith("e") ? "GET" : "/app/"]),
      );
      const { status } = await send("/app/admin/users", { ...bearer(developer), ...headers });
      expect(status).toBe(403);
      const { body } = await send("/app/", { ...bearer(developer), ...headers });
      expect(Object.keys(JSON.parse(body).headers)).not.toContain("x-http-method-override");
      expect(Object.keys(JSON.parse(body).headers)).not.toContain("x-original-url");
    });

    test("lets nobody name them in another spelling either, which a product may take for the same", async () => {
      const lies = ["X_HTTP_Method_Override", "X.HTTP.Method.Override", "X_Original_URL", "X.Rewrite.URL"];
      const headers = Object.fromEntries(lies.map((lie) => [lie, "DELETE"]));
      const { status, body } = await send("/app/", { ...bearer(developer), ...headers });
      expect([status, body.includes("DELETE")]).toEqual([200, false]);
    });

    test("passes a body on whole, of which Holdfast hears nothing", async () => {
      // More than Holdfast takes of anybody.
      const whole = Buffer.alloc(512 * 1024, "a");
      const headers = { ...bearer(developer), "content-type": "application/json" };
      const { status, body } = await send("/app/upload", headers, "POST", whole);
      const seen: Seen = JSON.parse(body);
      expect([status, seen.method, seen.bodyBytes]).toEqual([200, "POST", whole.length]);
    });

    test("asks about HEAD as about any other request", async () => {
      const before = product.requests();
      expect(await send("/app/", bearer(developer), "HEAD")).toMatchObject({ status: 200, body: "" });
      expect(product.requests()).toBe(before + 1);
      for (const headers of [{}, bearer({ token: "x" })])
        expect((await send("/app/", headers, "HEAD")).status).toBe(401);
      expect((await send("/app/admin/", bearer(developer), "HEAD")).status).toBe(403);
      expect(product.requests()).toBe(before + 1);
    });

    test("believes nobody from where they come [C-137] [C-152]", async () => {
      const owner = await signInAs(holdfast, root);
      const there = await makeKey(holdfast, owner, { allowedAddresses: ["198.51.100.0/24"] });
      const here = await makeKey(holdfast, owner, { allowedAddresses: ["127.0.0.1/32"] });
      const forged = { "x-forwarded-for": "198.51.100.4", "x-real-ip": "198.51.100.4", forwarded: "for=198.51.100.4" };
      const { status, body } = await send("/app/api/x", { ...bearer({ token: there.secret }), ...forged });
      expect([status, JSON.parse(body).code]).toEqual([403, "key.address_refused"]);
      const allowed = await send("/app/api/x", { ...bearer({ token: here.secret }), ...forged });
      expect(allowed.status).toBe(200);
      const seen: Seen = JSON.parse(allowed.body);
      expect(seen.headers["x-forwarded-for"]).toBe("127.0.0.1");
    });

    test("lets nobody through without a live credential [C-005]", async () => {
      const before = product.requests();
      for (const headers of [{}, bearer({ token: "x" }), { cookie: "__Host-holdfast-access=x" }]) {
        const { status, headers: told, body } = await send("/app/", headers);
        expect(status).toBe(401);
        expect(told["content-type"]).toContain("application/problem+json");
        expect(JSON.parse(body).code).toMatch(/^(auth\.required|session\.expired)$/);
      }
      expect(product.requests()).toBe(before);
    });

    test("asks for a right where the product's administration is, however its path is written [C-003]", async () => {
      const before = product.requests();
      for (const path of ["/app/admin/", "/app/admin", "/app/ADMIN/users", "/app/admin.json", "/app/x/../admin/"]) {
        const { status, body } = await send(path, bearer(developer));
        expect([path, status]).toEqual([path, 403]);
        expect(JSON.parse(body).code).toMatch(/^(right\.missing|forward_auth\.path_ambiguous)$/);
      }
      const tricks = [
        "/app/%61dmin/",
        "/app//admin/",
        "/app/./admin/",
        "/app/x/..;/admin/",
        "/app/%2e/admin",
        "/app/x%2f..%2fadmin",
      ];
      for (const path of tricks) expect([path, (await send(path, bearer(developer))).status]).toEqual([path, 403]);
      expect(product.requests()).toBe(before);
      expect((await send("/app/admin/users", bearer(root))).status).toBe(200);
    });

    test("lets API keys through where a right is asked for, and nowhere else [C-152]", async () => {
      const { id, secret } = await makeKey(holdfast, await signInAs(holdfast, root));
      const { status, body } = await send("/app/api/tickets", bearer({ token: secret }));
      expect([status, JSON.parse(body).headers["holdfast-key"]]).toEqual([200, id]);
      // A product that asks for a person asks whether there is a session.
      expect(JSON.parse(body).headers).not.toHaveProperty("holdfast-session");
      expect((await send("/app/tickets", bearer({ token: secret }))).status).toBe(403);
    });

    test("takes a change with a cookie from our own origin alone", async () => {
      const post = (headers: Headers) => send("/app/", { cookie: cookie(developer), ...headers }, "POST");
      expect((await post({ origin: "https://evil.example", "sec-fetch-site": "cross-site" })).status).toBe(403);
      expect((await post({})).status).toBe(403);
      expect((await post({ origin: publicUrl, "content-type": "text/plain" })).status).toBe(200);
    });

    test("lets a session's last request through within a second of its end [C-124]", async () => {
      const ended = await signInAs(holdfast, root);
      const headers = bearer(ended);
      expect((await send("/app/", headers)).status).toBe(200);
      const revoked = performance.now();
      await holdfast.call({ method: "DELETE", url: `/v1/sessions/${ended.sessionId}`, token: root.token });
      expect((await send("/app/", headers)).status).toBe(401);
      expect(performance.now() - revoked).toBeLessThan(1000);
    });

    test("opens a WebSocket for who has signed in, and for nobody else", async () => {
      const open = (headers: Record<string, string>) => upgrade(proxy.port, "/app/socket", headers);
      expect(await open({ authorization: `Bearer ${developer.token}` })).toMatch(
        new RegExp(`^HTTP/1.1 101 [\\s\\S]*${developer.userId}$`),
      );
      expect(await open({})).toMatch(/^HTTP\/1\.1 401 /);
      const foreign = { cookie: cookie(developer), origin: "https://evil.example" };
      expect(await open(foreign)).toMatch(/^HTTP\/1\.1 403 /);
      expect(await open({ cookie: cookie(developer), origin: publicUrl })).toMatch(/^HTTP\/1\.1 101 /);
    });

    test("sends a browser to sign in, and to no other site", async () => {
      for (const path of ["/app/tickets", "/app//evil.example", "/app/%0d%0aset-cookie:x=y"]) {
        const { status, headers } = await send(path, { accept: "text/html" });
        expect([path, status]).toEqual([path, 302]);
        const { pathname, origin, searchParams } = new URL(String(headers.location), publicUrl);
        expect([origin, pathname]).toEqual([publicUrl, "/sign-in"]);
        expect(searchParams.get("next") ?? "/").toMatch(/^\/(?!\/)/);
        expect(headers["set-cookie"]).toBeUndefined();
      }
    });

    test("passes the rest on to Holdfast, but not what only it may ask", async () => {
      expect((await send("/v1/me", bearer(developer))).status).toBe(200);
      expect((await send("/v1/forward-auth", bearer(developer))).status).toBe(404);
      expect((await send("/v1/forward-auth/x", bearer(developer))).status).toBe(404);
    });

    test("lets nobody through while Holdfast is away [C-005]", async () => {
      const before = product.requests();
      await holdfast.app.close();
      const { status } = await send("/app/", bearer(root));
      expect([502, 503]).toContain(status);
      expect(
        (await upgrade(proxy.port, "/app/socket", { authorization: `Bearer ${root.token}` })).slice(0, 12),
      ).toMatch(/^HTTP\/1\.1 50[23]$/);
      expect(product.requests()).toBe(before);
    });
  });
}

const tls = { host: "127.0.0.1", servername: "example.com", rejectUnauthorized: false } as const;

interface Sent {
  readonly path: string;
  readonly headers: Headers;
  readonly method: string;
  readonly body: Buffer | undefined;
}

function sendThrough(port: number, { path, headers, method, body: sentBody }: Sent) {
  return new Promise<Answer>((resolve, reject) => {
    const sent = ask(
      { ...tls, port, path, method, headers: { host: "example.com", ...headers }, agent: false },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (body += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    sent.on("error", reject);
    sent.end(sentBody);
  });
}

/** Everything that comes back of a WebSocket's handshake, until the other side hangs up or has nothing more to say. */
function upgrade(port: number, path: string, headers: Record<string, string>): Promise<string> {
  const all = {
    host: "example.com",
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  };
  return new Promise((resolve, reject) => {
    let text = "";
    const socket: TLSSocket = connect({ ...tls, port }, () => {
      const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
    });
    socket.setTimeout(2000, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
}
