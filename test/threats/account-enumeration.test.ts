import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { callSolving } from "../support/captcha.ts";
import {
  type Deployment,
  goodPassword,
  type Member,
  startDeployment,
  type TestRequest,
} from "../support/deployment.ts";

/** Whoever knocks learns nothing of who lives here: known and unknown addresses are answered byte for byte alike. */
let holdfast: Deployment;
let known: Member;
let withoutPassword: string;

beforeAll(async () => {
  holdfast = await startDeployment();
  known = await holdfast.account();
  withoutPassword = "imported@example.com";
  const users = [{ email: withoutPassword, name: "No Password", role: "developer", emailVerified: true }];
  await holdfast.call({ method: "POST", url: "/v1/users/import", token: known.token, body: { users } });
});
afterAll(() => holdfast.stop());

/** Everything of an answer but what differs between any two answers: its id, its time, its count. */
async function shapeOf(request: TestRequest): Promise<unknown> {
  const answer = await holdfast.call(request);
  // What the limit says of the time moves with the second in which it is asked.
  const { "x-request-id": id, date: _date, ratelimit: _limit, ...headers } = answer.headers;
  const body = answer.body.replaceAll(String(id), "request");
  return { status: answer.statusCode, headers, body };
}

const unknown = "nobody@example.com";

describe("a stranger", () => {
  test("cannot tell by a sign-in whether an address is known, has a password, or belongs to the account [C-141]", async () => {
    const attempt = (email: string, account?: string) =>
      shapeOf({ method: "POST", url: "/v1/auth/sign-in", body: { email, password: "wrong", account } });
    const [first, ...others] = [
      await attempt(unknown),
      await attempt(known.email),
      await attempt(withoutPassword),
      await attempt(known.email, known.slug),
      await attempt(unknown, known.slug),
      await attempt(known.email, "no-such-account"),
      await attempt(withoutPassword, known.slug),
    ];
    expect(first).toMatchObject({ status: 401, body: expect.stringContaining("auth.failed") });
    for (const other of others) expect(other).toEqual(first);
  });

  test("cannot tell by asking for a reset [C-141]", async () => {
    const ask = (email: string, account?: string) =>
      shapeOf({ method: "POST", url: "/v1/auth/forgot-password", body: { email, account } });
    const [first, ...others] = [
      await ask(unknown),
      await ask(known.email),
      await ask(withoutPassword),
      await ask(known.email, known.slug),
      await ask(unknown, known.slug),
      await ask(known.email, "no-such-account"),
    ];
    expect(first).toMatchObject({ status: 202, body: "{}" });
    for (const other of others) expect(other).toEqual(first);
  });

  test("cannot tell by a sign-up: a person in two accounts is two users [C-141]", async () => {
    const signUp = async (email: string, slug: string) => {
      const answer = await holdfast.call({
        method: "POST",
        url: "/v1/accounts",
        body: { name: "X", slug, region: "eu", owner: { email, name: "X", password: goodPassword } },
      });
      const { account, owner, ...rest } = answer.json();
      return [answer.statusCode, Object.keys(account), Object.keys(owner), rest];
    };
    expect(await signUp(known.email, "first-of-two")).toEqual(await signUp(unknown, "second-of-two"));
  });

  test("cannot tell by tokens that name accounts which are there and which are not", async () => {
    const at = (accountId: string) => accountId.slice(4);
    const ghost = "0".repeat(26);
    const secret = "A".repeat(43);
    for (const [url, make] of [
      ["/v1/auth/verify-email", (id: string) => ({ token: `hfm_${id}_${secret}` })],
      ["/v1/auth/reset-password", (id: string) => ({ token: `hfm_${id}_${secret}`, password: goodPassword })],
      ["/v1/auth/refresh", (id: string) => ({ refreshToken: `hfr_${id}_${at(known.sessionId)}_${secret}` })],
    ] as const) {
      const [there, nowhere] = [
        await shapeOf({ method: "POST", url, body: make(at(known.accountId)) }),
        await shapeOf({ method: "POST", url, body: make(ghost) }),
      ];
      expect(there).toEqual(nowhere);
    }
  });

  test("is held back by the same count whether the address is known or not [C-138] [C-141]", async () => {
    const tries = async (email: string): Promise<number[]> => {
      const address = email === unknown ? "198.51.100.1" : "198.51.100.2";
      const body = { email, password: "wrong", account: "counted-alike" };
      const statuses: number[] = [];
      for (let i = 0; i < 12; i += 1) {
        const answer = await callSolving(holdfast, { method: "POST", url: "/v1/auth/sign-in", body, address });
        statuses.push(answer.statusCode);
      }
      return statuses;
    };
    const [ofUnknown, ofKnown] = [await tries(unknown), await tries(known.email)];
    expect(ofKnown).toEqual(ofUnknown);
    expect(ofKnown.slice(-2)).toEqual([429, 429]);
  });
});

describe("a refused sign-in", () => {
  test("leaves on a grid of time, so that what was found cannot be heard in milliseconds", async () => {
    const grid = holdfast.runtime.refusalGridMs;
    const spent = async (email: string): Promise<number> => {
      const began = performance.now();
      await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body: { email, password: "wrong" } });
      return performance.now() - began;
    };
    for (const email of [unknown, known.email, withoutPassword]) expect(await spent(email)).toBeGreaterThan(grid);
  });
});
