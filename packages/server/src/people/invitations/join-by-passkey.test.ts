import { randomBytes } from "node:crypto";

import type { PasskeyCreationOptions, PasskeyRegistration } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Authenticator } from "../../../../../test/support/authenticator.ts";
import {
  type Deployment,
  goodPassword,
  mailedToken,
  type Member,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { addPasskey, newDevice } from "../../../../../test/support/passkeys.ts";
import { minutes } from "../../kernel/clock.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { parseHandle } from "../passkeys/index.ts";

let holdfast: Deployment;
let owner: Member;
let strict: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
  // Nobody there does anything before they have a second factor.
  strict = await holdfast.account({ preset: "strict" });
  const device = newDevice();
  await addPasskey(holdfast, strict, device);
  strict = { ...strict, token: (await signInWith(device)).json().accessToken };
});
afterAll(() => holdfast.stop());

const post = (url: string, body?: unknown, by?: Pick<Member, "token">) =>
  holdfast.call({ method: "POST", url, body, ...(by !== undefined && { token: by.token }) });
type Answer = Awaited<ReturnType<typeof post>>;
const told = (answer: Answer): [status: number, code: string | undefined] => [answer.statusCode, answer.json().code];
const dead = [400, "token.invalid"];
const unacceptable = [422, "passkey.unacceptable"];

async function invited(by = owner) {
  const email = `grace-${randomBytes(5).toString("hex")}@example.com`;
  const answer = await post("/v1/invitations", { email, role: "developer" }, by);
  expect(answer.statusCode).toBe(201);
  return { email, id: answer.json().id, token: await mailedToken(holdfast.inbox, email, "/join") };
}

const name = "Grace Hopper";

async function optionsFor(token: string): Promise<PasskeyCreationOptions> {
  const answer = await post("/v1/invitations/passkey-options", { token, name });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

const accept = (token: string, passkey: PasskeyRegistration, extra: object = {}) =>
  post("/v1/invitations/accept", { token, name, passkey, ...extra });

const signInWith = async (device: Authenticator) =>
  post("/v1/auth/passkey", { assertion: device.get((await post("/v1/auth/passkey/options")).json()) });

/** How many passkeys an account has: what is refused leaves none. */
const passkeysIn = (member: Member): Promise<number> =>
  withAccount(holdfast.runtime.directory, member.accountId, async ({ sql }) => {
    const [row] = await sql<{ count: number }[]>`select count(*)::int as count from passkeys`;
    return row?.count ?? -1;
  });

describe("an invitation accepted with a passkey", () => {
  test("makes a member without a password, who signs in with it alone [C-105] [C-176]", async () => {
    const { email, id, token } = await invited();
    const device = newDevice();
    const joined = await accept(token, device.create(await optionsFor(token)));
    expect(joined.statusCode).toBe(201);
    expect(Object.keys(joined.json())).toEqual(["user", "account"]);
    const { user } = joined.json();
    expect(user).toMatchObject({ email, name, role: "developer", emailVerified: true });

    const signedIn = await signInWith(device);
    expect(signedIn.json()).toMatchObject({ step: "done", session: { methods: ["passkey"] } });
    const me = await holdfast.call({ method: "GET", url: "/v1/me", token: signedIn.json().accessToken });
    expect(me.json().user.id).toBe(user.id);
    for (const password of [" ", goodPassword]) {
      expect((await post("/v1/auth/sign-in", { email, password, account: owner.slug })).statusCode).toBe(401);
    }

    const [created] = await eventsOf(holdfast, owner, { event: "user.created", target: user.id });
    expect(created).toMatchObject({ details: { role: "developer", invitation: id, invitedBy: owner.userId } });
    const [registered] = await eventsOf(holdfast, owner, { event: "passkey.registered" });
    expect(registered).toMatchObject({ actor: { id: user.id }, details: { user: user.id, verifiesUser: true } });
    const subjects = () => holdfast.inbox.list().flatMap(({ to, subject }) => (to === email ? [subject] : []));
    await expect.poll(() => subjects().filter((subject) => subject.startsWith("New passkey for "))).toHaveLength(1);
  });

  test("opens the account at once where everybody must have a second factor [C-111]", async () => {
    const { token } = await invited(strict);
    const device = newDevice();
    expect((await accept(token, device.create(await optionsFor(token)))).statusCode).toBe(201);
    expect((await signInWith(device)).json()).toMatchObject({ step: "done", session: { methods: ["passkey"] } });
  });

  test("is offered beside the password, and mailed links only where they sign in", async () => {
    const waysOf = async (token: string) => (await post("/v1/invitations/preview", { token })).json().ways;
    expect(await waysOf((await invited()).token)).toEqual(["password", "passkey"]);
    const civiq = await holdfast.account({ preset: "civiq" });
    expect(await waysOf((await invited(civiq)).token)).toEqual(["password", "passkey", "magic_link"]);
  });
});

describe("options to join with a passkey", () => {
  test("ask for one that is found without a user name and verifies its user, for whoever joins [C-105]", async () => {
    const { email, token } = await invited();
    const options = await optionsFor(token);
    expect(options).toMatchObject({
      attestation: "none",
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      excludeCredentials: [],
      timeout: minutes(5),
    });
    expect(options.user).toMatchObject({ name: expect.stringContaining(email), displayName: name });
    const joined = await accept(token, newDevice().create(options));
    expect(parseHandle(options.user.id)).toEqual({ accountId: owner.accountId, userId: joined.json().user.id });
  });

  test("asked for again replace what the authenticator has stored for them, and use nothing up", async () => {
    const { token } = await invited();
    const [first, second] = [await optionsFor(token), await optionsFor(token)];
    expect(second.user.id).toBe(first.user.id);
    expect(second.challenge).not.toBe(first.challenge);
    expect((await accept(token, newDevice().create(first))).statusCode).toBe(201);
  });

  test("are refused for an invitation that was withdrawn", async () => {
    const { id, token } = await invited();
    await holdfast.call({ method: "DELETE", url: `/v1/invitations/${id}`, token: owner.token });
    expect(told(await post("/v1/invitations/passkey-options", { token, name }))).toEqual(dead);
  });
});

describe("a passkey brings nobody in", () => {
  test("by an invitation that has run out, was withdrawn or was used [C-176]", async () => {
    const over = {
      "run out": (id: string) =>
        withAccount(holdfast.runtime.directory, owner.accountId, async ({ sql }) => {
          await sql`update invitations set expires_at = expires_at - interval '8 days' where id = ${id}`;
        }),
      withdrawn: async (id: string) => {
        await holdfast.call({ method: "DELETE", url: `/v1/invitations/${id}`, token: owner.token });
      },
    };
    const before = await passkeysIn(owner);
    for (const end of Object.values(over)) {
      const { id, token } = await invited();
      const passkey = newDevice().create(await optionsFor(token));
      await end(id);
      expect(told(await accept(token, passkey))).toEqual(dead);
    }
    expect(await passkeysIn(owner)).toBe(before);

    const { token } = await invited();
    const options = await optionsFor(token);
    expect((await accept(token, newDevice().create(options))).statusCode).toBe(201);
    expect(told(await accept(token, newDevice().create(options)))).toEqual(dead);
    expect(await passkeysIn(owner)).toBe(before + 1);
  });

  test("that was made for another invitation: of the account, of another account, or before it was sent again", async () => {
    const [mine, other, foreign] = [await invited(), await invited(), await invited(strict)];
    for (const from of [other, foreign]) {
      expect(told(await accept(mine.token, newDevice().create(await optionsFor(from.token))))).toEqual(unacceptable);
    }
    const passkey = newDevice().create(await optionsFor(mine.token));
    await post(`/v1/invitations/${mine.id}/resend`, undefined, owner);
    await expect
      .poll(async () => mailedToken(holdfast.inbox, mine.email, "/join"), { timeout: 5000 })
      .not.toBe(mine.token);
    const renewed = await mailedToken(holdfast.inbox, mine.email, "/join");
    expect(told(await accept(mine.token, passkey))).toEqual(dead);
    expect(told(await accept(renewed, passkey))).toEqual(unacceptable);
    expect((await accept(renewed, newDevice().create(await optionsFor(renewed)))).statusCode).toBe(201);
  });

  test("that was made in another ceremony, and one made to join is nobody's factor [C-106]", async () => {
    const { token } = await invited();
    const inSession = (await post("/v1/me/passkeys/options", undefined, owner)).json();
    expect(told(await accept(token, newDevice().create(inSession)))).toEqual(unacceptable);
    const { challenge } = (await post("/v1/auth/passkey/options")).json();
    const options = await optionsFor(token);
    expect(told(await accept(token, newDevice().create(options, { challenge })))).toEqual(unacceptable);
    const joining = newDevice().create(options);
    expect(told(await post("/v1/me/passkeys", { passkey: joining }, owner))).toEqual(unacceptable);
    expect((await accept(token, joining)).statusCode).toBe(201);
  });

  test.each([
    ["that did not verify its user", { flags: { userVerified: false } }],
    ["from another origin", { origin: "https://holdfast.test.evil.example" }],
    ["with a made-up challenge", { challenge: randomBytes(54).toString("base64url") }],
  ])("%s, and the invitation can still be accepted [C-106]", async (_what, lies) => {
    const { token } = await invited();
    const before = await passkeysIn(owner);
    expect(told(await accept(token, newDevice().create(await optionsFor(token), lies)))).toEqual(unacceptable);
    expect(await passkeysIn(owner)).toBe(before);
    expect((await accept(token, newDevice().create(await optionsFor(token)))).statusCode).toBe(201);
  });

  test("later than five minutes after it was asked for", async () => {
    const { token } = await invited();
    const passkey = newDevice().create(await optionsFor(token));
    holdfast.advance(minutes(5));
    expect(told(await accept(token, passkey))).toEqual(unacceptable);
  });

  test("beside a password: one way is chosen", async () => {
    const { token } = await invited();
    const passkey = newDevice().create(await optionsFor(token));
    expect(told(await accept(token, passkey, { password: goodPassword }))).toEqual([400, "request.malformed"]);
    expect((await accept(token, passkey)).statusCode).toBe(201);
  });

  test("that a member of the account has already", async () => {
    const device = newDevice();
    const member = await holdfast.member(owner, "developer");
    await addPasskey(holdfast, member, device);
    const { token } = await invited();
    expect(told(await accept(token, device.create(await optionsFor(token))))).toEqual(unacceptable);
    expect((await accept(token, newDevice().create(await optionsFor(token)))).statusCode).toBe(201);
  });

  test("once whoever sent the invitation may not give its role any more, and the log says so [C-161]", async () => {
    const admin = await holdfast.member(owner, "admin");
    const { id, token } = await invited(admin);
    const passkey = newDevice().create(await optionsFor(token));
    const before = await passkeysIn(owner);
    const lowered = { method: "PUT", url: `/v1/users/${admin.userId}/role`, body: { role: "monitor" } } as const;
    expect((await holdfast.call({ ...lowered, token: owner.token })).statusCode).toBe(200);
    expect(told(await accept(token, passkey))).toEqual(dead);
    expect(await passkeysIn(owner)).toBe(before);
    const [refused] = await eventsOf(holdfast, owner, { event: "invitation.refused", target: id });
    expect(refused?.outcome).toBe("refused");
  });
});

describe("of several who accept one invitation at once", () => {
  test("exactly one joins, whether with passkeys or with a password beside them", async () => {
    const { email, token } = await invited();
    const before = await passkeysIn(owner);
    const made = [];
    for (let n = 0; n < 4; n += 1) made.push(newDevice().create(await optionsFor(token)));
    const password = { token, name, password: goodPassword };
    const answers = await Promise.all([
      ...made.map((passkey) => accept(token, passkey)),
      post("/v1/invitations/accept", password),
    ]);
    const lost = answers.filter(({ statusCode }) => statusCode !== 201);
    expect(lost.map(told)).toEqual([dead, dead, dead, dead]);
    const byPassword = answers.at(-1)?.statusCode === 201;
    expect(await passkeysIn(owner)).toBe(byPassword ? before : before + 1);
    const users = await holdfast.call({ method: "GET", url: "/v1/users?limit=200", token: owner.token });
    expect(users.json().items.filter((user: { email: string }) => user.email === email)).toHaveLength(1);
  });
});
