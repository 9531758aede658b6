import { routes, type RouteSpec } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { requestLimits } from "../../packages/server/src/platform/limits/index.ts";
import { callSolving, solvedCaptcha } from "../support/captcha.ts";
import { type Deployment, mailedToken, type Member, startDeployment, type TestRequest } from "../support/deployment.ts";
import { addPasskey, newDevice } from "../support/passkeys.ts";

/** Guessing, at one person or at many, from one address or from many, is slowed down; so is asking too much at all. */
let holdfast: Deployment;
let acme: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  acme = await holdfast.account();
});
afterAll(() => holdfast.stop());

let network = 0;
/** An address of a network that no other test has. */
const newAddress = (): string => `203.${(network += 1) >> 8}.${network & 255}.7`;

type Try = TestRequest & { readonly address: string };

/** How often a request is let through before the first refusal, by somebody who solves every CAPTCHA. */
async function letThrough(limit: number, request: (i: number) => Try): Promise<number> {
  for (let i = 0; i < limit; i += 1) {
    const answer = await callSolving(holdfast, request(i));
    if (answer.statusCode === 429) return i;
  }
  return limit;
}

const guess = (email: string, password: string) => ({
  method: "POST" as const,
  url: "/v1/auth/sign-in",
  body: { email, password, account: acme.slug },
});

describe("guessing at one person's password", () => {
  test("ends after ten tries from one network, the right password included [C-138] [C-139]", async () => {
    const member = await holdfast.member(acme, "developer");
    const address = newAddress();
    const tries = await letThrough(15, (i) => ({ ...guess(member.email, `wrong-${i}`), address }));
    expect(tries).toBe(10);
    const right = await callSolving(holdfast, { ...guess(member.email, member.password), address });
    expect([right.statusCode, right.json().code]).toEqual([429, "rate.limited"]);
    expect(Number(right.headers["retry-after"])).toBeGreaterThan(0);
  });

  test("does not lock the person out who signs in from elsewhere", async () => {
    const member = await holdfast.member(acme, "developer");
    const address = newAddress();
    await letThrough(12, () => ({ ...guess(member.email, "wrong"), address }));
    const elsewhere = await holdfast.call({ ...guess(member.email, member.password), address: newAddress() });
    expect(elsewhere.statusCode).toBe(200);
  });

  test("from the addresses of one IPv6 network, or in other writings of the address, is one guessing [C-138]", async () => {
    const member = await holdfast.member(acme, "developer");
    const spellings = [member.email, member.email.toUpperCase()];
    const tries = await letThrough(15, (i) => ({
      ...guess(spellings[i % 2] ?? "", `wrong-${i}`),
      address: `2001:db8:7:7::${i.toString(16)}`,
    }));
    expect(tries).toBe(10);
  });

  test("from many networks takes a CAPTCHA from the twenty-first try on, and ends after a hundred an hour [C-138] [C-139] [C-140]", async () => {
    const email = "spread@example.com";
    const tryFrom = async (address: string, captcha?: string): Promise<string> => {
      const { body, ...rest } = guess(email, "wrong");
      return (await holdfast.call({ ...rest, body: { ...body, captcha }, address })).json().code;
    };
    const codes = await Promise.all(Array.from({ length: 60 }, () => tryFrom(newAddress())));
    expect(codes.filter((code) => code === "auth.failed")).toHaveLength(20);
    expect(codes.filter((code) => code === "captcha.required")).toHaveLength(40);
    // None of those forty has burnt a try of the person.
    const solved: string[] = [];
    for (let i = 0; i < 83; i += 1) {
      const address = newAddress();
      solved.push(await tryFrom(address, await solvedCaptcha(holdfast, "sign_in", address)));
    }
    expect(solved.filter((code) => code === "auth.failed")).toHaveLength(80);
    expect(solved.slice(-3)).toEqual(["rate.limited", "rate.limited", "rate.limited"]);
  }, 60_000);

  test("from many networks does not shut the person out, who solves one CAPTCHA", async () => {
    const member = await holdfast.member(acme, "developer");
    await Promise.all(
      Array.from({ length: 150 }, () => holdfast.call({ ...guess(member.email, "x"), address: newAddress() })),
    );
    const address = newAddress();
    const { body, ...rest } = guess(member.email, member.password);
    const captcha = await solvedCaptcha(holdfast, "sign_in", address);
    const answer = await holdfast.call({ ...rest, body: { ...body, captcha }, address });
    expect(answer.statusCode).toBe(200);
  });

  test("to the end of all tries holds the password back, and neither a passkey nor a mailed link [C-139]", async () => {
    const member = await holdfast.member(acme, "developer");
    const phone = newDevice();
    await addPasskey(holdfast, member, phone);
    const { identities } = holdfast.runtime;
    for (let i = 0; i < 101; i += 1) await identities.fromAnywhere(member.email).catch(() => undefined);
    const held = await callSolving(holdfast, { ...guess(member.email, member.password), address: newAddress() });
    expect([held.statusCode, held.json().code]).toEqual([429, "rate.limited"]);
    const options = { method: "POST", url: "/v1/auth/passkey/options" } as const;
    const assertion = phone.get((await holdfast.call(options)).json());
    const entered = await holdfast.call({ method: "POST", url: "/v1/auth/passkey", body: { assertion } });
    expect(entered.statusCode).toBe(200);
    const body = { email: member.email, account: member.slug };
    expect((await holdfast.call({ method: "POST", url: "/v1/auth/forgot-password", body })).statusCode).toBe(202);
    expect(await mailedToken(holdfast.inbox, member.email, "/reset")).toMatch(/^hfm_/);
  });

  test("by changing it with a stolen session ends as well", async () => {
    const member = await holdfast.member(acme, "developer");
    const body = { currentPassword: "wrong", newPassword: "orchid-lantern-47-velvet-moth" };
    const address = newAddress();
    const change = { method: "POST" as const, url: "/v1/me/password", token: member.token, body, address };
    expect(await letThrough(15, () => change)).toBe(10);
  });
});

describe("one address", () => {
  test("tries three hundred people an hour and nobody after, known or not [C-138] [C-141]", async () => {
    const address = newAddress();
    for (let i = 0; i < 300; i += 1) await holdfast.runtime.identities.fromNetwork(`person-${i}`, address);
    for (const email of [acme.email, "nobody-here-either@example.com"]) {
      const answer = await holdfast.call({ ...guess(email, acme.password), address });
      expect([email, answer.statusCode, answer.json().code]).toEqual([email, 429, "rate.limited"]);
    }
  });

  test("signs in at most thirty times a minute, at whomever [C-137] [C-138]", async () => {
    const address = newAddress();
    // Malformed ones are cheap, and count.
    const tries = await letThrough(40, (i) => ({ ...guess(`n${i}`, "x"), address }));
    expect(tries).toBe(requestLimits.auth.address.quota);
  });

  test("mails nobody more than a few resets", async () => {
    const address = newAddress();
    const ask = { method: "POST" as const, url: "/v1/auth/forgot-password", body: { email: acme.email }, address };
    expect(await letThrough(15, () => ask)).toBe(10);
    const mails = holdfast.inbox.list().filter(({ to, text }) => to === acme.email && text.includes("/reset#"));
    expect(mails.length).toBeLessThanOrEqual(10);
  });

  test("that sends made-up tokens is refused like any other, before they are looked at [C-137]", async () => {
    const address = newAddress();
    const { quota, lease } = requestLimits.write.address;
    const tries = await letThrough(quota + 20, (i) => ({
      method: "PATCH",
      url: "/v1/me",
      token: `${acme.token.slice(0, -6)}${String(i).padStart(6, "A")}`,
      body: {},
      address,
    }));
    expect(tries).toBeLessThanOrEqual(quota);
    // What is leased and unspent when a quarter of the window ends, as one may meanwhile, is lost to this process.
    expect(tries).toBeGreaterThan(quota - 4 * lease);
  });

  test("that asks for what is not there is counted too [C-137]", async () => {
    const answer = await holdfast.call({ method: "GET", url: "/nothing", address: newAddress() });
    expect(answer.headers["ratelimit-policy"]).toContain(`q=${requestLimits.read.address.quota}`);
  });
});

describe("one account", () => {
  test("has its own limit, from whatever addresses its members come [C-137]", async () => {
    const globex = await holdfast.account();
    const { quota } = requestLimits.auth.account;
    const attempt = (token: string) =>
      holdfast.call({ method: "POST", url: "/v1/me/password", token, body: {}, address: newAddress() });
    const tries = await Promise.all(Array.from({ length: quota + 10 }, () => attempt(globex.token)));
    expect(tries.filter(({ statusCode }) => statusCode === 400)).toHaveLength(quota);
    expect(tries.filter(({ statusCode }) => statusCode === 429)).toHaveLength(10);
    expect((await attempt(acme.token)).statusCode).toBe(400);
  });
});

describe("every route", () => {
  const all: readonly RouteSpec[] = Object.values(routes);

  test("tells its limit and what is left of it [C-137]", async () => {
    for (const route of all) {
      const url = route.path.replace("{id}", "x").replace("*", "x");
      const answer = await holdfast.call({ method: route.method, url });
      const { quota, windowSeconds } = requestLimits[route.rate].address;
      expect([route.id, answer.headers["ratelimit-policy"]]).toEqual([
        route.id,
        expect.stringContaining(`q=${quota};w=${windowSeconds}`),
      ]);
      expect(answer.headers["ratelimit"]).toMatch(/^"[a-z-]+";r=\d+;t=\d+$/);
    }
  });

  test("that takes a proof or mails somebody is held to the strictest limit [C-118] [C-138]", () => {
    const { auth, write, read } = requestLimits;
    expect(auth.address.quota * 10).toBeLessThanOrEqual(write.address.quota);
    expect(write.address.quota).toBeLessThan(read.address.quota);
    const strict = all.filter(({ rate }) => rate === "auth").map(({ id }) => id);
    expect(strict).toEqual(
      expect.arrayContaining([
        "auth.sign_in",
        "auth.refresh",
        "auth.verify_email",
        "auth.forgot_password",
        "auth.reset_password",
        "auth.factor",
        "auth.passkey",
        "auth.magic_link",
        "auth.redeem_magic_link",
        "auth.google",
        "auth.finish_google",
        "auth.recovery",
        "auth.begin_recovery",
        "auth.finish_recovery",
        "me.prove",
        "me.confirm_totp",
        "me.change_password",
        "accounts.create",
      ]),
    );
  });
});

describe("without the store of the limits", () => {
  test("nobody is let in: a check that cannot be made is not passed [C-005]", async () => {
    const other = await startDeployment();
    const member = await other.account();
    await other.runtime.cluster.limits.end();
    for (const request of [
      { method: "POST", url: "/v1/auth/sign-in", body: { email: member.email, password: member.password } },
      { method: "POST", url: "/v1/auth/refresh", body: { refreshToken: member.refreshToken } },
      { method: "GET", url: "/v1/me", token: member.token },
    ] as const) {
      const answer = await other.call(request);
      expect([request.url, answer.statusCode, answer.json().code]).toEqual([request.url, 503, "service.unavailable"]);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    }
    await other.stop();
  });
});
