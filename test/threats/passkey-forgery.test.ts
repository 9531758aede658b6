import type { PasskeyAssertion, PasskeyRequestOptions } from "@holdfast/contract";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { newId } from "../../packages/server/src/kernel/ids.ts";
import { handleOf } from "../../packages/server/src/people/passkeys/index.ts";
import { requestLimits } from "../../packages/server/src/platform/limits/index.ts";
import type { Authenticator, Lies } from "../support/authenticator.ts";
import { type Deployment, type Member, startDeployment } from "../support/deployment.ts";
import { eventsOf } from "../support/events.ts";
import { addPasskey, newDevice } from "../support/passkeys.ts";

/** Signing in with a passkey that is not one's own, was not asked for, was used before, or was never made. */
let holdfast: Deployment;
let owner: Member;
let member: Member;
let device: Authenticator;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
  member = await holdfast.member(owner, "developer");
  device = newDevice();
  await addPasskey(holdfast, member, device);
});
afterAll(() => holdfast.stop());

const options = async (): Promise<PasskeyRequestOptions> =>
  (await holdfast.call({ method: "POST", url: "/v1/auth/passkey/options" })).json();

const send = (assertion: PasskeyAssertion, headers = {}) =>
  holdfast.call({ method: "POST", url: "/v1/auth/passkey", body: { assertion }, headers });

const signIn = async (by: Authenticator, lies: Lies = {}) => send(by.get(await options(), lies));

describe("a passkey that verified its user", () => {
  test("signs in without a user name, and is two factors [C-105] [C-106] [C-107]", async () => {
    const answer = await signIn(device);
    expect([answer.statusCode, answer.json().step]).toEqual([200, "done"]);
    const me = await holdfast.call({ method: "GET", url: "/v1/me", token: answer.json().accessToken });
    expect(me.json().user.id).toBe(member.userId);
  });
});

describe("a passkey that did not verify its user", () => {
  test("is one factor: the sign-in goes on", async () => {
    const answer = await signIn(device, { flags: { userVerified: false } });
    expect(answer.json()).toMatchObject({ step: "factor", factors: ["password"] });
    expect(answer.json()).not.toHaveProperty("accessToken");
  });
});

/** Everything of a refusal but what differs between any two: its id, its time, its count. */
async function refusalOf(assertion: PasskeyAssertion): Promise<unknown> {
  const answer = await send(assertion);
  const { "x-request-id": id, date: _date, ratelimit: _limit, ...headers } = answer.headers;
  return { status: answer.statusCode, headers, body: answer.body.replaceAll(String(id), "request") };
}

describe("a stranger", () => {
  test("cannot tell by a sign-in which accounts, users and passkeys exist [C-141]", async () => {
    const known = { accountId: member.accountId, userId: member.userId };
    const stranger = newDevice();
    const handle = (ids: typeof known): string => handleOf(ids).toString("base64url");
    const posing = newDevice({ credentialId: Buffer.from(device.credentialId, "base64url") });
    const tries: [Authenticator, Lies][] = [
      [posing, { userHandle: handle(known) }],
      [stranger, { userHandle: handle(known) }],
      [stranger, { userHandle: handle({ ...known, userId: owner.userId }) }],
      [stranger, { userHandle: handle({ ...known, userId: newId("user", 1) }) }],
      [stranger, { userHandle: handle({ ...known, accountId: newId("account", 1) }) }],
      [stranger, { userHandle: randomBytes(35).toString("base64url") }],
      [stranger, { userHandle: null }],
      [device, { userHandle: handle({ ...known, userId: owner.userId }) }],
      [device, { origin: "https://holdfast.test.evil.example" }],
    ];
    const refusals: unknown[] = [];
    for (const [each, lies] of tries) refusals.push(await refusalOf(each.get(await options(), lies)));
    expect(refusals[0]).toMatchObject({ status: 401, body: expect.stringContaining("passkey.refused") });
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
  });

  test("waits as long for a refusal, whatever it is for [C-141]", async () => {
    const waits: number[] = [];
    for (const each of [device, newDevice()]) {
      const answer = each.get(await options(), { origin: "https://evil.example", userHandle: null });
      const start = performance.now();
      await send(answer);
      waits.push(performance.now() - start);
    }
    for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(holdfast.runtime.refusalGridMs - 1);
  });

  test("is slowed down like everybody who tries to sign in [C-136]", async () => {
    const assertion = newDevice().get(await options(), { userHandle: null });
    const { quota } = requestLimits.auth.address;
    let passed = 0;
    const address = "198.51.100.7";
    const request = { method: "POST", url: "/v1/auth/passkey", body: { assertion }, address } as const;
    while (passed <= quota && (await holdfast.call(request)).statusCode !== 429) passed += 1;
    expect(passed).toBe(quota);
  });
});

describe("an answer", () => {
  test("works once, also when ten come at once [C-106]", async () => {
    const answer = device.get(await options());
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(answer)));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    expect(answers.filter((each) => each.json().code === "passkey.refused")).toHaveLength(9);
  });

  test("that completes a sign-in begins none, and the other way round", async () => {
    const { email, password, slug: account } = member;
    const body = { email, password, account };
    const { challenge } = (await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body })).json();
    const url = "/v1/auth/factor/passkey-options";
    const asked = (await holdfast.call({ method: "POST", url, body: { challenge } })).json();
    expect((await send(device.get(asked))).json().code).toBe("passkey.refused");
    const complete = (assertion: PasskeyAssertion) => {
      const proof = { kind: "passkey", assertion };
      return holdfast.call({ method: "POST", url: "/v1/auth/factor", body: { challenge, proof } });
    };
    expect((await complete(device.get(await options()))).statusCode).toBe(401);
    expect((await complete(device.get(asked))).json().step).toBe("done");
  });

  test("that was refused is in the log of the user's account, by its reason", async () => {
    await signIn(device, { origin: "https://evil.example" });
    const [event] = await eventsOf(holdfast, owner, { event: "session.refused", target: member.userId });
    expect(event).toMatchObject({ outcome: "refused", details: { reason: "passkey_origin" } });
  });

  test("that is to set cookies comes from our own pages only", async () => {
    const body = { assertion: device.get(await options()), transport: "cookie" };
    const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    const answer = await holdfast.call({ method: "POST", url: "/v1/auth/passkey", body, headers });
    expect(answer.json().code).toBe("request.cross_site");
  });

  test("of any bytes is refused, and nothing breaks", async () => {
    const good = device.get(await options());
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 }).map((raw) => Buffer.from(raw).toString("base64url"));
    const said = fc.json().map((json) => Buffer.from(json).toString("base64url"));
    const { response } = good;
    const parts = fc.record({
      clientDataJSON: fc.oneof(bytes, said, fc.constant(response.clientDataJSON)),
      authenticatorData: fc.oneof(bytes, fc.constant(response.authenticatorData)),
      signature: bytes,
      userHandle: fc.oneof({ weight: 1, arbitrary: bytes }, { weight: 4, arbitrary: fc.constant(response.userHandle) }),
    });
    const statuses = new Set<number>();
    for (const odd of fc.sample(parts, { numRuns: 60, seed: 5 })) {
      const { userHandle, ...rest } = odd;
      const answer = { ...good, response: { ...rest, ...(userHandle && { userHandle }) } };
      statuses.add((await send(answer)).statusCode);
    }
    expect([...statuses].filter((status) => status !== 400 && status !== 401)).toEqual([]);
  });
});
