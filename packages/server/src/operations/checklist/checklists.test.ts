import type { ChecklistItem, ChecklistItemView, ChecklistView } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeKey } from "../../../../../test/support/api-keys.ts";
import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { addPasskey, newDevice } from "../../../../../test/support/passkeys.ts";
import { days } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { runDueOffboardings } from "../../people/members/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";

let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
afterAll(() => holdfast.stop());

const read = async (by: Member): Promise<ChecklistView> =>
  (await holdfast.call({ method: "GET", url: "/v1/checklist", token: by.token })).json();
const itemOf = async (by: Member, item: ChecklistItem): Promise<ChecklistItemView | undefined> =>
  (await read(by)).items.find((one) => one.item === item);
const note = "Looked at every line of it.";
const sign = (by: Member, item: string, more: object = {}) =>
  holdfast.call({
    method: "PUT",
    url: `/v1/checklist/${item}/signature`,
    token: by.token,
    body: { note, ...more },
  });

/** An account whose people still get in when weeks have passed: nobody is asked for a second factor. */
async function lastingAccount(): Promise<Member> {
  const by = await holdfast.account();
  const policy = (await holdfast.call({ method: "GET", url: "/v1/policy", token: by.token })).json();
  const settings = { ...policy.settings, factorRequired: "none" };
  const body = { version: policy.version, settings, reason: "Weeks pass without a second factor." };
  await holdfast.call({ method: "PUT", url: "/v1/policy", token: by.token, body });
  return by;
}

describe("the checklist", () => {
  test("sees by itself who has a second factor and recovery codes [C-337] [C-338] [C-342]", async () => {
    const by = await holdfast.account();
    expect(await itemOf(by, "own.factor")).toMatchObject({ state: "open", check: "measured" });
    expect(await itemOf(by, "account.factors")).toMatchObject({ state: "open", found: { good: 0, all: 1 } });
    await addPasskey(holdfast, by, newDevice());
    expect(await itemOf(by, "own.factor")).toMatchObject({ state: "met" });
    expect(await itemOf(by, "account.factors")).toMatchObject({ state: "met", found: { good: 1, all: 1 } });
  });

  test("believes in passwords that were set here, not in those that were brought along [C-339]", async () => {
    expect(await itemOf(owner, "own.password")).toMatchObject({ state: "met" });
    const imported = await holdfast.member(owner, "developer");
    expect(await itemOf(imported, "own.password")).toMatchObject({ state: "open" });
    const body = { currentPassword: imported.password, newPassword: "saffron-pier-lantern-88-oak" };
    await holdfast.call({ method: "POST", url: "/v1/me/password", token: imported.token, body });
    expect(await itemOf(imported, "own.password")).toMatchObject({ state: "met" });
  });

  test("shows people their own part, and the account's to whoever reads its log", async () => {
    const developer = await holdfast.member(owner, "developer");
    expect(new Set((await read(developer)).items.map(({ of }) => of))).toEqual(new Set(["person"]));
    expect(new Set((await read(owner)).items.map(({ of }) => of))).toEqual(new Set(["person", "account"]));
  });
});

describe("a signature", () => {
  test("counts for its period, with its note, and is in the audit log [C-343] [C-345]", async () => {
    expect((await sign(owner, "account.activity")).json()).toMatchObject({ state: "met", signature: { note } });
    expect(await itemOf(owner, "account.activity")).toMatchObject({ state: "met", signature: { by: owner.userId } });
    const [event] = await eventsOf(holdfast, owner, { event: "checklist.signed" });
    expect(event).toMatchObject({ details: { item: "account.activity" }, personal: { note } });
  });

  test("is asked for again at its reminder [C-343]", async () => {
    const remindAt = new Date(holdfast.now() + days(1)).toISOString();
    await sign(owner, "account.training", { remindAt });
    expect(await itemOf(owner, "account.training")).toMatchObject({ state: "met", signature: { until: remindAt } });
  });

  test("is refused a reminder at a time that no clock shows, such as a leap second", async () => {
    const answer = await sign(owner, "account.training", { remindAt: "2016-12-31T23:59:60Z" });
    expect([answer.statusCode, answer.json().code]).toEqual([400, "request.malformed"]);
  });

  test("of the policy is worth nothing once the policy changes [C-341]", async () => {
    await sign(owner, "account.policy");
    expect(await itemOf(owner, "account.policy")).toMatchObject({ state: "met" });
    const policy = (await holdfast.call({ method: "GET", url: "/v1/policy", token: owner.token })).json();
    const settings = { ...policy.settings, passwordMinLength: policy.settings.passwordMinLength + 1 };
    const body = { version: policy.version, settings };
    await holdfast.call({ method: "PUT", url: "/v1/policy", token: owner.token, body });
    expect(await itemOf(owner, "account.policy")).toMatchObject({ state: "lapsed" });
  });

  test("cannot make a measured item green, and needs words and a right", async () => {
    expect((await sign(owner, "account.factors")).json().code).toBe("checklist.measured");
    expect((await sign(owner, "account.nonsense")).json().code).toBe("checklist.not_found");
    expect((await sign(owner, "account.billing", { note: "ok" })).json().code).toBe("request.malformed");
    const monitor = await holdfast.member(owner, "monitor");
    expect((await sign(monitor, "account.billing")).json().code).toBe("right.missing");
    expect((await sign(monitor, "own.sessions")).json()).toMatchObject({ state: "met" });
    expect(await itemOf(owner, "own.sessions")).toMatchObject({ state: "open", signature: null });
  });

  test("is invisible to another account", async () => {
    const stranger = await holdfast.account();
    await sign(owner, "account.contacts");
    expect(await itemOf(stranger, "account.contacts")).toMatchObject({ state: "open", signature: null });
  });
});

describe("a month later", () => {
  test("the checklist notices who has been away [C-344]", async () => {
    const by = await lastingAccount();
    await holdfast.member(by, "developer");
    expect(await itemOf(by, "account.unused_users")).toMatchObject({ state: "met" });
    holdfast.advance(days(31));
    const back = await signInAs(holdfast, by);
    expect(await itemOf(back, "account.unused_users")).toMatchObject({ state: "open", found: { good: 1, all: 2 } });
  });
});

describe("the account's part", () => {
  test("notices an incident that nobody has closed, and an offboarding that is late [C-343] [C-349]", async () => {
    const by = await lastingAccount();
    const leaver = await holdfast.member(by, "developer");
    const send = (method: "POST" | "DELETE", url: string, body?: object) =>
      holdfast.call({ method, url, token: by.token, ...(body !== undefined && { body }) });
    expect(await itemOf(by, "account.incidents")).toMatchObject({ state: "met" });
    await withAccount(
      holdfast.runtime.directory,
      by.accountId,
      ({ sql, accountId }) => sql`
        insert into incidents (account_id, id, user_id, opened_at, sessions_ended, seen_sealed)
        values (${accountId}, ${newId("incident", holdfast.now())}, ${leaver.userId}, now(), 0, '')`,
    );
    expect(await itemOf(by, "account.incidents")).toMatchObject({ state: "open", found: { good: 0, all: 1 } });
    expect((await send("POST", `/v1/users/${leaver.userId}/offboarding`, {})).statusCode).toBe(201);
    expect(await itemOf(by, "account.offboarding")).toMatchObject({ state: "met" });
    holdfast.advance(days(8));
    const back = await signInAs(holdfast, by);
    expect(await itemOf(back, "account.offboarding")).toMatchObject({ state: "open" });
    await runDueOffboardings(holdfast.runtime);
    expect(await itemOf(back, "account.offboarding")).toMatchObject({ state: "met" });
  });

  test("notices a key that nobody uses [C-344] [C-346]", async () => {
    const local = await lastingAccount();
    await makeKey(holdfast, local);
    expect(await itemOf(local, "account.keys")).toMatchObject({ state: "met", found: { good: 1, all: 1 } });
    holdfast.advance(days(31));
    const back = await signInAs(holdfast, local);
    expect(await itemOf(back, "account.keys")).toMatchObject({ state: "open", found: { good: 0, all: 1 } });
    expect(await itemOf(back, "account.key_rotation")).toMatchObject({ state: "met" });
  });
});
