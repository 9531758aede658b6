import type { PasskeyAssertion, PasskeyRequestOptions, PasskeyView, ProofMethod } from "@holdfast/contract";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { Authenticator, AuthenticatorOptions, KeyKind, Lies } from "../../../../../test/support/authenticator.ts";
import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { addPasskey, newDevice } from "../../../../../test/support/passkeys.ts";
import { minutes } from "../../kernel/clock.ts";
import { originWithin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { countUsable, type PasskeyProof, proofOptions, provePasskey, type WantedProof } from "./index.ts";
import type { ProofFault } from "./prove.ts";

let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
// Time only goes forward, so each test begins with a session of its own.
beforeEach(async () => {
  owner = await signInAs(holdfast, owner);
});
afterAll(() => holdfast.stop());

interface Holder {
  readonly who: Member;
  readonly device: Authenticator;
  readonly passkey: PasskeyView;
}

/** A new user of the account with one passkey. */
async function holder(options: Partial<AuthenticatorOptions> = {}, account = owner): Promise<Holder> {
  const who = await holdfast.member(account, "developer");
  const device = newDevice(options);
  return { who, device, passkey: await addPasskey(holdfast, who, device) };
}

const request = {
  id: "req",
  address: "10.1.2.3",
  userAgent: "curl/8.5.0",
  platformHint: null,
  platformVersionHint: null,
};
const origin = originWithin("system", "test");
const refusedFor = (reason: ProofFault): PasskeyProof => ({ proved: false, reason });

type Wanted = {
  readonly purpose: "second_factor" | "step_up";
  readonly context: string;
  readonly after: readonly ProofMethod[];
};
const afterPassword: Wanted = { purpose: "second_factor", context: "sign-in 1", after: ["password"] };

async function optionsFor({ accountId, userId }: Member, wanted = afterPassword): Promise<PasskeyRequestOptions> {
  const options = await withAccount(holdfast.runtime.directory, accountId, (scope) =>
    proofOptions(holdfast.runtime, scope, { ...wanted, userId }),
  );
  if (options === null) throw new Error("no passkey to ask for");
  return options;
}

const discover = async (): Promise<PasskeyRequestOptions> =>
  (await holdfast.call({ method: "POST", url: "/v1/auth/passkey/options" })).json();

const prove = ({ accountId }: Pick<Member, "accountId">, wanted: WantedProof, answer: PasskeyAssertion) =>
  withAccount(holdfast.runtime.directory, accountId, (scope) =>
    provePasskey(holdfast.runtime, scope, wanted, { answer, request, origin }),
  );

/** Asks for a second factor and answers. */
async function proveAfterPassword({ who, device }: Holder, lies: Lies = {}): Promise<PasskeyProof> {
  const answer = device.get(await optionsFor(who), lies);
  return prove(who, { ...afterPassword, userId: who.userId }, answer);
}

async function signIn({ who, device }: Holder, lies: Lies = {}): Promise<PasskeyProof> {
  return prove(who, { purpose: "sign_in", userId: who.userId }, device.get(await discover(), lies));
}

const viewOf = async ({ who, passkey }: Holder): Promise<PasskeyView | undefined> => {
  const answer = await holdfast.call({ method: "GET", url: "/v1/me/passkeys", token: who.token });
  return answer.json().items.find(({ id }: PasskeyView) => id === passkey.id);
};

describe("a proof by passkey", () => {
  test.each<KeyKind>(["ES256", "ES384", "EdDSA", "RS256"])(
    "with a key for %s is accepted as a second factor and to sign in without a user name [C-106] [C-108]",
    async (kind) => {
      const held = await holder({ kind });
      const { id: passkeyId } = held.passkey;
      expect(await proveAfterPassword(held)).toEqual({ proved: true, passkeyId, userVerified: true });
      expect(await signIn(held)).toEqual({ proved: true, passkeyId, userVerified: true });
    },
  );

  test("is remembered with its time and device", async () => {
    const held = await holder();
    await signIn(held);
    const device = { kind: "program", browser: "curl", system: null };
    expect(await viewOf(held)).toMatchObject({ lastUsedAt: expect.any(String), lastUsedFrom: device });
  });

  test("is asked of the user's own passkeys only, and of none by name at sign-in", async () => {
    const held = await holder();
    const { allowCredentials } = await optionsFor(held.who);
    expect(allowCredentials.map(({ id }) => id)).toEqual([held.device.credentialId]);
    const [one, two] = [await discover(), await discover()];
    expect({ ...one, challenge: "" }).toEqual({ ...two, challenge: "" });
    expect(one.allowCredentials).toEqual([]);
  });

  test.each<[string, Lies, ProofFault]>([
    ["from another origin", { origin: "https://holdfast.test.evil.example" }, "origin"],
    ["for another RP id", { rpId: "evil.example" }, "not_verified"],
    ["that is a registration", { type: "webauthn.create" }, "type"],
    ["from within a foreign page", { clientData: { crossOrigin: true } }, "cross_origin"],
    ["with a made-up challenge", { challenge: randomBytes(54).toString("base64url") }, "challenge"],
    ["without user presence", { flags: { userPresent: false } }, "not_verified"],
    ["whose backup eligibility changed", { flags: { backupEligible: false, backedUp: false } }, "backup_eligibility"],
    ["that is backed up and cannot be", { flags: { backupEligible: false, backedUp: true } }, "not_verified"],
    ["for another user", { userHandle: randomBytes(35).toString("base64url") }, "user_handle"],
  ])("%s is refused [C-106]", async (_what, lies, reason) => {
    expect(await proveAfterPassword(await holder(), lies)).toEqual(refusedFor(reason));
  });

  test("with its flags changed after they were signed is refused", async () => {
    const held = await holder({ flags: { userVerified: false } });
    const answer = held.device.get(await optionsFor(held.who));
    const data = Buffer.from(answer.response.authenticatorData, "base64url");
    data[32] = (data[32] ?? 0) | 4;
    const response = { ...answer.response, authenticatorData: data.toString("base64url") };
    const wanted = { ...afterPassword, userId: held.who.userId };
    expect(await prove(held.who, wanted, { ...answer, response })).toEqual(refusedFor("not_verified"));
  });

  test("works once, and of ten at once one is accepted [C-106]", async () => {
    const { who, device } = await holder();
    const wanted = { ...afterPassword, userId: who.userId };
    const answer = device.get(await optionsFor(who));
    const proofs = await Promise.all(Array.from({ length: 10 }, () => prove(who, wanted, answer)));
    expect(proofs.filter(({ proved }) => proved)).toHaveLength(1);
    expect(proofs.filter(({ proved }) => !proved)).toEqual(Array.from({ length: 9 }, () => refusedFor("replayed")));
    const fresh = device.get(await optionsFor(who));
    const again = device.get({ ...(await optionsFor(who)), challenge: challengeOf(fresh) });
    expect(await prove(who, wanted, fresh)).toMatchObject({ proved: true });
    expect(await prove(who, wanted, again)).toEqual(refusedFor("replayed"));
  });

  test("after five minutes is refused", async () => {
    const { who, device } = await holder();
    const answer = device.get(await optionsFor(who));
    holdfast.advance(minutes(5));
    expect(await prove(who, { ...afterPassword, userId: who.userId }, answer)).toEqual(refusedFor("challenge"));
  });

  test("for one purpose, or in one sign-in or session, is refused for every other", async () => {
    const { who, device } = await holder();
    const { userId } = who;
    const stepUp: Wanted = { purpose: "step_up", context: who.sessionId, after: [] };
    const uses: WantedProof[] = [
      { purpose: "sign_in", userId },
      { ...afterPassword, userId },
      { ...afterPassword, context: "sign-in 2", userId },
      { ...stepUp, userId },
      { ...stepUp, context: "ses_other", userId },
    ];
    const options = [await discover(), await optionsFor(who), null, await optionsFor(who, stepUp), null];
    for (const [made, asked] of options.entries()) {
      if (asked === null) continue;
      for (const [used, wanted] of uses.entries()) {
        if (used === made) continue;
        expect(await prove(who, wanted, device.get(asked))).toEqual(refusedFor("challenge"));
      }
    }
  });

  test("by a passkey of another user, or of another account, is refused [C-063] [C-064]", async () => {
    const [mine, theirs] = [await holder(), await holder()];
    const foreign = await holder({}, await holdfast.account());
    const wanted = { ...afterPassword, userId: mine.who.userId };
    for (const { device } of [theirs, foreign]) {
      const answer = device.get(await optionsFor(mine.who), { userHandle: null });
      expect(await prove(mine.who, wanted, answer)).toEqual(refusedFor("unknown"));
    }
    const signedIn = { purpose: "sign_in", userId: mine.who.userId } as const;
    expect(await prove(mine.who, signedIn, foreign.device.get(await discover()))).toEqual(refusedFor("unknown"));
  });

  test("with the id of a credential of another account opens that account to nobody [C-063]", async () => {
    const foreign = await holder({}, await holdfast.account());
    const credentialId = Buffer.from(foreign.device.credentialId, "base64url");
    // The attacker registers the same id in an account of their own: the key is theirs, the id is not.
    const mine = await holder({ credentialId });
    const wanted = { purpose: "sign_in", userId: foreign.who.userId } as const;
    expect(await prove(foreign.who, wanted, mine.device.get(await discover()))).toEqual(refusedFor("user_handle"));
    const { userHandle = null } = foreign.device.get(await discover()).response;
    const forged = mine.device.get(await discover(), { userHandle: userHandle ?? null });
    expect(await prove(foreign.who, wanted, forged)).toEqual(refusedFor("not_verified"));
    expect(await signIn(foreign)).toMatchObject({ proved: true });
  });

  test("to sign in without a user handle is refused", async () => {
    expect(await signIn(await holder(), { userHandle: null })).toEqual(refusedFor("user_handle"));
  });

  test("by a passkey that was removed is refused", async () => {
    const held = await holder();
    const { token } = held.who;
    const answer = held.device.get(await optionsFor(held.who));
    await addPasskey(holdfast, held.who, newDevice());
    await holdfast.call({ method: "DELETE", url: `/v1/me/passkeys/${held.passkey.id}`, token });
    const wanted = { ...afterPassword, userId: held.who.userId };
    expect(await prove(held.who, wanted, answer)).toEqual(refusedFor("unknown"));
  });
});

describe("user verification", () => {
  test("that did not happen makes the passkey one factor, and it is not believed later", async () => {
    const held = await holder({ flags: { userVerified: false } });
    expect(await signIn(held)).toMatchObject({ proved: true, userVerified: false });
    // Whoever finds a security key without a PIN can set one.
    expect(await signIn(held, { flags: { userVerified: true } })).toMatchObject({ proved: true, userVerified: false });
  });

  test("that begins after a password was given is believed from then on", async () => {
    const held = await holder({ flags: { userVerified: false } });
    await proveAfterPassword(held, { flags: { userVerified: true } });
    expect(await signIn(held, { flags: { userVerified: true } })).toMatchObject({ userVerified: true });
    expect(await signIn(held)).toMatchObject({ userVerified: false });
  });

  test.each<ProofMethod>(["magic_link", "google"])(
    "that begins after %s alone is not believed later",
    async (method) => {
      const held = await holder({ flags: { userVerified: false } });
      const wanted: Wanted = { ...afterPassword, after: [method] };
      const verifying = { flags: { userVerified: true } };
      const answer = held.device.get(await optionsFor(held.who, wanted), verifying);
      const proof = await prove(held.who, { ...wanted, userId: held.who.userId }, answer);
      expect(proof).toMatchObject({ proved: true, userVerified: false });
      expect(await signIn(held, verifying)).toMatchObject({ proved: true, userVerified: false });
    },
  );
});

describe("a counter", () => {
  test("that rises is believed, and stays at nothing where there is none", async () => {
    const [counting, silent] = [await holder({ counts: true }), await holder()];
    for (const held of [counting, counting, silent, silent]) expect(await signIn(held)).toMatchObject({ proved: true });
  });

  test.each([
    ["went back", -1],
    ["stands still", 0],
  ])("that %s betrays a copy: it is refused from then on, and the log says so", async (_what, step) => {
    const held = await holder({ counts: true });
    await signIn(held, { signCount: 10 });
    expect(await signIn(held, { signCount: 10 + step })).toEqual(refusedFor("cloned"));
    expect(await signIn(held, { signCount: 99 })).toEqual(refusedFor("cloned"));
    expect(await viewOf(held)).toMatchObject({ copied: true });
    const [event] = await eventsOf(holdfast, owner, { event: "passkey.cloned", target: held.passkey.id });
    expect(event).toMatchObject({ outcome: "refused", details: { counterBefore: 10, counter: 10 + step } });
    const { accountId, userId } = held.who;
    const left = await withAccount(holdfast.runtime.directory, accountId, (scope) => countUsable(scope, userId));
    expect(left).toBe(0);
  });

  test("that betrays a copy is told to the user and to the administrators", async () => {
    const held = await holder({ counts: true });
    await signIn(held, { signCount: 10 });
    await signIn(held, { signCount: 1 });
    const told = (email: string) =>
      holdfast.inbox.list().filter(({ to, subject }) => to === email && subject.includes("have been copied")).length;
    await expect.poll(() => told(held.who.email)).toBe(1);
    await expect.poll(() => told(owner.email)).toBeGreaterThan(0);
  });

  test("of an answer that is not signed accuses nobody", async () => {
    const held = await holder({ counts: true });
    await signIn(held, { signCount: 10 });
    const answer = held.device.get(await discover(), { signCount: 3 });
    const response = { ...answer.response, signature: randomBytes(70).toString("base64url") };
    const wanted = { purpose: "sign_in", userId: held.who.userId } as const;
    expect(await prove(held.who, wanted, { ...answer, response })).toEqual(refusedFor("not_verified"));
    expect(await viewOf(held)).toMatchObject({ copied: false });
  });

  test("of two copies that are used in turn gives both away", async () => {
    const held = await holder({ counts: true });
    const thief = { ...held, device: held.device.copy() };
    expect(await signIn(thief)).toMatchObject({ proved: true });
    expect(await signIn(held)).toEqual(refusedFor("cloned"));
    expect(await signIn(thief)).toEqual(refusedFor("cloned"));
  });
});

describe("the backup state", () => {
  test("is kept up with [C-107]", async () => {
    const held = await holder({ flags: { backedUp: false } });
    expect(held.passkey).toMatchObject({ syncable: true, synced: false });
    await signIn(held, { flags: { backedUp: true } });
    expect(await viewOf(held)).toMatchObject({ synced: true });
  });
});

const challengeOf = ({ response }: PasskeyAssertion): string =>
  JSON.parse(Buffer.from(response.clientDataJSON, "base64url").toString("utf8")).challenge;
