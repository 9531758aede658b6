import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, publicUrl, startDeployment, type TestRequest } from "../support/deployment.ts";

/** Another site makes a browser send requests with the victim's cookies, or signs the victim in as somebody else. */
let holdfast: Deployment;
let victim: Member;
let cookie: string;

beforeAll(async () => {
  holdfast = await startDeployment();
  victim = await holdfast.account();
});
afterAll(() => holdfast.stop());

const ours = { "sec-fetch-site": "same-origin", origin: publicUrl };
const strangers: readonly (readonly [string, Record<string, string>])[] = [
  ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
  ["another site that forges Origin", { "sec-fetch-site": "cross-site", origin: publicUrl }],
  ["a sibling of our domain", { "sec-fetch-site": "same-site", origin: "https://blog.holdfast.test" }],
  ["a navigation", { "sec-fetch-site": "none" }],
  ["an old browser on another site", { origin: "https://evil.example" }],
  ["an opaque origin", { origin: "null" }],
  ["our name over plain HTTP", { origin: publicUrl.replace("https:", "http:") }],
  ["our name on another port", { origin: `${publicUrl}:8443` }],
  ["a name that begins like ours", { origin: `${publicUrl}.evil.example` }],
  ["our name in capitals and with a slash", { origin: `${publicUrl.toUpperCase()}/` }],
  ["nowhere", {}],
];

const signIn = (headers: Record<string, string>, more: Partial<TestRequest> = {}) =>
  holdfast.call({
    method: "POST",
    url: "/v1/auth/sign-in",
    body: { email: victim.email, password: victim.password, account: victim.slug, transport: "cookie" },
    headers,
    ...more,
  });

const setCookies = (answer: Awaited<ReturnType<Deployment["call"]>>): string[] =>
  [answer.headers["set-cookie"] ?? []].flat().map(String);

beforeAll(async () => {
  const answer = await signIn(ours);
  cookie = setCookies(answer)
    .map((each) => each.split(";")[0])
    .join("; ");
});

describe("a request with cookies", () => {
  test.each(strangers)("from %s changes nothing [C-255]", async (_name, headers) => {
    for (const request of [
      { method: "PATCH", url: "/v1/me", body: { name: "Mallory" } },
      { method: "DELETE", url: "/v1/sessions" },
      { method: "POST", url: "/v1/auth/sign-out" },
      { method: "POST", url: "/v1/auth/refresh", body: {} },
    ] as const) {
      const answer = await holdfast.call({ ...request, headers: { ...headers, cookie } });
      expect([answer.statusCode, answer.json().code]).toEqual([403, "request.cross_site"]);
      expect(setCookies(answer)).toEqual([]);
    }
    const { user } = (await holdfast.call({ method: "GET", url: "/v1/me", token: victim.token })).json();
    expect(user.name).toBe("Ada Lovelace");
  });

  test("from our own pages works, and so it does from an old browser there", async () => {
    for (const headers of [{ "sec-fetch-site": "same-origin" }, { origin: publicUrl }]) {
      const rename = { method: "PATCH", url: "/v1/me", body: { name: "Ada Lovelace" } } as const;
      const answer = await holdfast.call({ ...rename, headers: { ...headers, cookie } });
      expect(answer.statusCode).toBe(200);
    }
  });

  test("cannot be smuggled past the check by a method or a type that forms can send", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      const headers = { ...ours, cookie, "content-type": type };
      const answer = await holdfast.call({ method: "POST", url: "/v1/auth/refresh", body: {}, headers });
      expect(answer.json().code).toBe("request.unsupported_media");
    }
    const override = { ...ours, "sec-fetch-site": "cross-site", cookie, "x-http-method-override": "GET" };
    const answer = await holdfast.call({ method: "DELETE", url: "/v1/sessions?_method=GET", headers: override });
    expect(answer.statusCode).toBe(403);
  });
});

describe("a sign-in into cookies", () => {
  test.each(strangers)("from %s is refused: nobody is signed in as somebody else [C-255]", async (_name, headers) => {
    const answer = await signIn(headers);
    expect([answer.statusCode, answer.json().code]).toEqual([403, "request.cross_site"]);
    expect(setCookies(answer)).toEqual([]);
  });

  test("puts tokens into cookies that no script, no other host and no other site can use [C-051]", async () => {
    const before = holdfast.now();
    const answer = await signIn(ours);
    const { accessToken, refreshToken, session } = answer.json();
    expect([accessToken, refreshToken]).toEqual([null, null]);
    const cookies = setCookies(answer);
    expect(cookies.map((each) => each.split("=")[0])).toEqual([
      "__Host-holdfast-access",
      "__Host-holdfast-refresh",
      "__Host-holdfast-device",
    ]);
    for (const each of cookies) {
      const [pair = "", ...attributes] = each.split("; ");
      expect(attributes.slice(0, 4)).toEqual(["Path=/", "Secure", "HttpOnly", "SameSite=Strict"]);
      expect(attributes[4]).toMatch(/^Max-Age=\d+$/);
      expect(answer.body).not.toContain(pair.slice(pair.indexOf("=") + 1));
    }
    const ages = cookies.map((each) => Number(/Max-Age=(\d+)/.exec(each)?.[1]));
    expect(ages[0]).toBeLessThanOrEqual(15 * 60);
    expect(ages[1]).toBeLessThanOrEqual((Date.parse(session.expiresAt) - before) / 1000);
  });

  test("refreshes and signs out by cookies, which are then gone", async () => {
    const held = setCookies(await signIn(ours)).map((each) => each.split(";")[0] ?? "");
    const headers = { ...ours, cookie: held.join("; ") };
    const refreshed = await holdfast.call({ method: "POST", url: "/v1/auth/refresh", body: {}, headers });
    expect(refreshed.json()).toMatchObject({ accessToken: null, refreshToken: null });
    expect(setCookies(refreshed)).toHaveLength(2);
    const signedOut = await holdfast.call({ method: "POST", url: "/v1/auth/sign-out", headers });
    expect(setCookies(signedOut).map((each) => each.endsWith("Max-Age=0"))).toEqual([true, true, true]);
    const me = await holdfast.call({ method: "GET", url: "/v1/me", headers });
    expect(me.json().code).toBe("session.expired");
  });
});

describe("a session that was planted in a browser", () => {
  test("is not the one that a sign-in there begins (session fixation)", async () => {
    const attacker = await holdfast.account();
    const planted = `__Host-holdfast-access=${attacker.token}; __Host-holdfast-refresh=${attacker.refreshToken}`;
    const answer = await signIn({ ...ours, cookie: planted });
    expect(answer.json().session.id).not.toBe(attacker.sessionId);
    const cookies = setCookies(answer).join();
    expect(cookies).not.toContain(attacker.token);
    expect(cookies).not.toContain(attacker.refreshToken);
  });

  test("is not chosen by whoever signs in: an id in a request is refused as an unknown field", async () => {
    const body = { email: victim.email, password: victim.password, account: victim.slug };
    for (const field of ["session", "sessionId", "accessToken", "id"]) {
      const answer = await signIn({}, { body: { ...body, [field]: "ses_00000000000000000000000000" } });
      expect(answer.json().code).toBe("request.malformed");
    }
  });

  test("counts only under our own cookie's exact name, and the first of two wins", async () => {
    const me = (header: string) =>
      holdfast.call({ method: "GET", url: "/v1/me", headers: { cookie: header } }).then(({ statusCode }) => statusCode);
    for (const name of [
      "holdfast-access",
      "__Secure-holdfast-access",
      "__host-holdfast-access",
      "__Host-holdfast-access2",
    ]) {
      expect(await me(`${name}=${victim.token}`)).toBe(401);
    }
    expect(await me(`__Host-holdfast-access=${victim.token}; __Host-holdfast-access=x`)).toBe(200);
    expect(await me(`__Host-holdfast-access=x; __Host-holdfast-access=${victim.token}`)).toBe(401);
  });
});

describe("a page of another origin", () => {
  test("is allowed nothing by the server: there are no CORS headers", async () => {
    for (const method of ["GET", "POST"] as const) {
      const headers = { origin: "https://evil.example" };
      const answer = await holdfast.call({ method, url: "/v1/me", token: victim.token, headers });
      const cors = Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"));
      expect(cors).toEqual([]);
    }
    const preflight = await holdfast.app.inject({
      method: "OPTIONS",
      url: "/v1/me",
      headers: { origin: "https://evil.example", "access-control-request-method": "PATCH" },
    });
    expect(preflight.statusCode).toBe(404);
  });
});
