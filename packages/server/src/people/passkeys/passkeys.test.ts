import type { PasskeyCreationOptions, PasskeyRegistration, PasskeyView } from "@holdfast/contract";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { KeyKind, Lies } from "../../../../../test/support/authenticator.ts";
import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { newDevice } from "../../../../../test/support/passkeys.ts";
import { minutes } from "../../kernel/clock.ts";
import { parseHandle } from "./user-handle.ts";

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

const newMember = (): Promise<Member> => holdfast.member(owner, "developer");

async function optionsFor({ token }: Pick<Member, "token">): Promise<PasskeyCreationOptions> {
  const answer = await holdfast.call({ method: "POST", url: "/v1/me/passkeys/options", token });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

const send = ({ token }: Pick<Member, "token">, passkey: PasskeyRegistration, name?: string) =>
  holdfast.call({ method: "POST", url: "/v1/me/passkeys", token, body: { passkey, ...(name && { name }) } });

async function add(who: Member, device = newDevice(), name?: string): Promise<PasskeyView> {
  const answer = await send(who, device.create(await optionsFor(who)), name);
  expect([answer.statusCode, answer.json().code]).toEqual([201, undefined]);
  return answer.json();
}

const list = async ({ token }: Pick<Member, "token">): Promise<PasskeyView[]> =>
  (await holdfast.call({ method: "GET", url: "/v1/me/passkeys", token })).json().items;

/** What a registration is answered, and what is stored then. */
async function outcomeOf(who: Member, passkey: PasskeyRegistration): Promise<[code: string, stored: number]> {
  const answer = await send(who, passkey);
  return [answer.json().code, (await list(who)).length];
}
const refused = ["passkey.unacceptable", 0];

function countOf(answers: readonly { readonly statusCode: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { statusCode } of answers) counts[statusCode] = (counts[statusCode] ?? 0) + 1;
  return counts;
}

describe("options to make a passkey", () => {
  test("ask for one that is discoverable and verifies its user, and for no attestation [C-105] [C-106]", async () => {
    const options = await optionsFor(await newMember());
    expect(options).toMatchObject({
      rp: { id: "holdfast.test" },
      attestation: "none",
      authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
      timeout: minutes(5),
    });
    expect(options.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7, -35, -257]);
    expect(Buffer.from(options.challenge, "base64url").length).toBeGreaterThanOrEqual(16);
  });

  test("carry a user handle that says nothing of a person and leads to account and user", async () => {
    const who = await newMember();
    const { user } = await optionsFor(who);
    expect(parseHandle(user.id)).toEqual({ accountId: who.accountId, userId: who.userId });
    expect(Buffer.from(user.id, "base64url").length).toBeLessThanOrEqual(64);
    expect(Buffer.from(user.id, "base64url").toString("latin1")).not.toContain(who.email);
    expect(user.name).toContain(who.email);
  });

  test("leave out authenticators that have one already", async () => {
    const who = await newMember();
    const device = newDevice();
    await add(who, device);
    const { excludeCredentials } = await optionsFor(who);
    const { credentialId: id } = device;
    expect(excludeCredentials).toEqual([{ type: "public-key", id, transports: ["internal", "hybrid"] }]);
  });
});

describe("a passkey", () => {
  test.each<KeyKind>(["ES256", "ES384", "EdDSA", "RS256"])(
    "with a key for %s is registered, and the log says so [C-105] [C-108] [C-109]",
    async (kind) => {
      const who = await newMember();
      const view = await add(who, newDevice({ kind }), "My phone");
      expect(view).toMatchObject({ name: "My phone", copied: false, lastUsedAt: null, verifiesUser: true });
      expect(await list(who)).toEqual([view]);
      const [event] = await eventsOf(holdfast, owner, { target: view.id });
      expect(event).toMatchObject({ event: "passkey.registered", outcome: "success", actor: { id: who.userId } });
      expect(JSON.stringify(event?.details)).not.toContain("My phone");
    },
  );

  test.each([
    ["synced", { backupEligible: true, backedUp: true }, { syncable: true, synced: true }],
    ["not yet synced", { backupEligible: true, backedUp: false }, { syncable: true, synced: false }],
    ["bound to its device", { backupEligible: false, backedUp: false }, { syncable: false, synced: false }],
  ])("that is %s is accepted and shown as that [C-107]", async (_what, flags, shown) => {
    expect(await add(await newMember(), newDevice({ flags }))).toMatchObject(shown);
  });

  test("that did not verify its user is registered as one factor", async () => {
    const view = await add(await newMember(), newDevice({ flags: { userVerified: false } }));
    expect(view.verifiesUser).toBe(false);
  });

  test("without a name is called after browser and system, whatever the request says of them", async () => {
    const who = await newMember();
    const passkey = newDevice().create(await optionsFor(who));
    const headers = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" };
    const answer = await holdfast.call({
      method: "POST",
      url: "/v1/me/passkeys",
      token: who.token,
      headers,
      body: { passkey },
    });
    expect(answer.json().name).toBe("Firefox 140, Linux");
  });

  test("is renamed and removed by its user, and the log says so", async () => {
    const who = await newMember();
    const { id } = await add(who, newDevice(), "Old");
    const other = await add(who);
    const url = `/v1/me/passkeys/${id}`;
    const renamed = await holdfast.call({ method: "PATCH", url, token: who.token, body: { name: "New" } });
    expect(renamed.json()).toMatchObject({ id, name: "New" });
    expect((await holdfast.call({ method: "DELETE", url, token: who.token })).statusCode).toBe(200);
    expect(await list(who)).toEqual([other]);
    const events = (await eventsOf(holdfast, owner, { target: id })).map(({ event }) => event);
    expect(events).toEqual(["passkey.removed", "passkey.renamed", "passkey.registered"]);
    expect((await holdfast.call({ method: "DELETE", url, token: who.token })).statusCode).toBe(404);
  });

  test("is invisible to another account, and to another user of its own [C-063] [C-064]", async () => {
    const who = await newMember();
    const { id } = await add(who);
    const url = `/v1/me/passkeys/${id}`;
    for (const stranger of [await holdfast.account(), await newMember()]) {
      const { token } = stranger;
      const own = await add(stranger);
      expect(await list({ token })).toEqual([own]);
      const renamed = await holdfast.call({ method: "PATCH", url, token, body: { name: "Mine" } });
      const removed = await holdfast.call({ method: "DELETE", url, token });
      expect([renamed.json().code, removed.json().code]).toEqual(["passkey.not_found", "passkey.not_found"]);
    }
    expect(await list(who)).toHaveLength(1);
  });
});

describe("making and removing a passkey", () => {
  test("is mailed to the user [C-183] [C-184]", async () => {
    const who = await newMember();
    const { id } = await add(who, newDevice(), "Blue key");
    await add(who);
    await holdfast.call({ method: "DELETE", url: `/v1/me/passkeys/${id}`, token: who.token });
    const mails = () => holdfast.inbox.list().filter(({ to, text }) => to === who.email && text.includes("Blue key"));
    await expect.poll(() => mails().map(({ subject }) => subject)).toHaveLength(2);
    expect(mails()[0]?.subject).toMatch(/^New passkey for /);
    expect(mails()[1]?.subject).toMatch(/^A passkey for .* was removed$/);
  });

  test("ask for a recent proof", async () => {
    const who = await newMember();
    const { id } = await add(who);
    const passkey = newDevice().create(await optionsFor(who));
    holdfast.advance(minutes(11));
    const { token } = who;
    const answers = [
      await holdfast.call({ method: "POST", url: "/v1/me/passkeys/options", token }),
      await send(who, passkey),
      await holdfast.call({ method: "DELETE", url: `/v1/me/passkeys/${id}`, token }),
    ];
    const codes = answers.map((answer) => answer.json().code);
    expect(codes).toEqual(["auth.recent_required", "auth.recent_required", "auth.factor_required"]);
  });

  test("stop at twenty, however many are made at once", async () => {
    const who = await signInAs(holdfast, await newMember());
    const made = await Promise.all(Array.from({ length: 22 }, async () => newDevice().create(await optionsFor(who))));
    const answers = await Promise.all(made.map((passkey) => send(who, passkey)));
    expect(countOf(answers)).toEqual({ 201: 20, 409: 2 });
    const more = await holdfast.call({ method: "POST", url: "/v1/me/passkeys/options", token: who.token });
    expect(more.json().code).toBe("passkey.too_many");
  });
});

describe("a registration", () => {
  test.each<[string, Lies]>([
    ["from another origin", { origin: "https://holdfast.test.evil.example" }],
    ["from the same host in the clear", { origin: "http://holdfast.test" }],
    ["for another RP id", { rpId: "evil.example" }],
    ["for the domain above ours", { rpId: "test" }],
    ["with a made-up challenge", { challenge: randomBytes(54).toString("base64url") }],
    ["without a challenge", { challenge: "" }],
    ["that is an assertion", { type: "webauthn.get" }],
    ["from within a foreign page", { clientData: { crossOrigin: true } }],
    ["with a top origin", { clientData: { topOrigin: "https://evil.example" } }],
    ["without user presence", { flags: { userPresent: false } }],
    ["that is backed up and cannot be", { flags: { backupEligible: false, backedUp: true } }],
    ["whose client data is not what it should be", { clientData: { challenge: 7 } }],
    ["with an empty attestation object", { attestationObject: Buffer.of(0xa0) }],
    ["with a number for an attestation object", { attestationObject: Buffer.of(7) }],
    ["nested ten thousand deep", { attestationObject: Buffer.alloc(10_000, 0x81) }],
    ["that promises four billion entries", { attestationObject: Buffer.from("bbffffffffffffffff", "hex") }],
  ])("%s is refused [C-106]", async (_what, lies) => {
    const who = await newMember();
    expect(await outcomeOf(who, newDevice().create(await optionsFor(who), lies))).toEqual(refused);
  });

  test.each<KeyKind>(["ES512", "RS256-1024"])("with a key for %s, which was not offered, is refused", async (kind) => {
    const who = await newMember();
    expect(await outcomeOf(who, newDevice({ kind }).create(await optionsFor(who)))).toEqual(refused);
  });

  test("works once: its challenge is used up [C-106]", async () => {
    const who = await newMember();
    const options = await optionsFor(who);
    expect((await send(who, newDevice().create(options))).statusCode).toBe(201);
    expect((await send(who, newDevice().create(options))).json().code).toBe("passkey.unacceptable");
    expect(await list(who)).toHaveLength(1);
  });

  test("of two that race for one challenge, one is stored [C-106]", async () => {
    const who = await newMember();
    const options = await optionsFor(who);
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(who, newDevice().create(options))));
    expect(countOf(answers)).toEqual({ 201: 1, 422: 3 });
    expect(await list(who)).toHaveLength(1);
  });

  test("after five minutes is refused", async () => {
    const who = await newMember();
    const passkey = newDevice().create(await optionsFor(who));
    holdfast.advance(minutes(5));
    expect(await outcomeOf(who, passkey)).toEqual(refused);
  });

  test("for another user's options, another account's or another session's is refused [C-063]", async () => {
    const [who, other, foreign] = [await newMember(), await newMember(), await holdfast.account()];
    const again = await signInAs(holdfast, who);
    for (const asked of [other, foreign, again]) {
      expect(await outcomeOf(who, newDevice().create(await optionsFor(asked)))).toEqual(refused);
    }
  });

  test("of a credential that the account knows already is refused, whoever has it", async () => {
    const [who, other] = [await newMember(), await newMember()];
    const credentialId = randomBytes(32);
    await add(other, newDevice({ credentialId }));
    expect(await outcomeOf(who, newDevice({ credentialId }).create(await optionsFor(who)))).toEqual(refused);
  });

  test("with an id that is longer than authenticators make them is refused", async () => {
    const who = await newMember();
    const device = newDevice({ credentialId: randomBytes(1024) });
    const answer = await send(who, device.create(await optionsFor(who)));
    expect(answer.statusCode).toBe(400);
    expect((await add(who, newDevice({ credentialId: randomBytes(1023) }))).id).toBeTruthy();
  });

  test("under an id that the authenticator did not sign is refused", async () => {
    const who = await newMember();
    const passkey = newDevice().create(await optionsFor(who));
    const id = randomBytes(32).toString("base64url");
    expect(await outcomeOf(who, { ...passkey, id, rawId: id })).toEqual(refused);
  });

  test("that is huge is refused before it is read", async () => {
    const who = await newMember();
    const codes: string[] = [];
    for (const length of [13_000, 200_000]) {
      const attestationObject = Buffer.alloc(length, 0x81);
      const answer = await send(who, newDevice().create(await optionsFor(who), { attestationObject }));
      codes.push(answer.json().code);
    }
    expect(codes).toEqual(["request.malformed", "request.too_large"]);
  });

  test("of any bytes is refused, and nothing breaks", async () => {
    const who = await newMember();
    const good = newDevice().create(await optionsFor(who));
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 600 }).map((raw) => Buffer.from(raw).toString("base64url"));
    const damaged = fc.nat(800).chain((at) =>
      fc.integer({ min: 1, max: 255 }).map((mask) => {
        const object = Buffer.from(good.response.attestationObject, "base64url");
        object[at % object.length] = (object[at % object.length] ?? 0) ^ mask;
        return object.toString("base64url");
      }),
    );
    const clientDataJSON = fc.oneof(
      bytes,
      fc.json().map((json) => Buffer.from(json).toString("base64url")),
    );
    const response = fc.oneof(
      fc.record({ clientDataJSON, attestationObject: bytes }),
      fc.record({ clientDataJSON: fc.constant(good.response.clientDataJSON), attestationObject: bytes }),
      fc.record({ clientDataJSON, attestationObject: damaged }),
    );
    for (const odd of fc.sample(response, { numRuns: 120, seed: 3 })) {
      const answer = await send(who, { ...good, response: odd });
      expect([400, 422]).toContain(answer.statusCode);
    }
    expect(await list(who)).toEqual([]);
  });
});
