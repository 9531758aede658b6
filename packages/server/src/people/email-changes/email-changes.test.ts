import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Deployment,
  goodPassword,
  mailedToken,
  type Member,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { addPasskey, newDevice } from "../../../../../test/support/passkeys.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { days, hours } from "../../kernel/clock.ts";
import { type AccountScope, accountsOfAddress, withAccount } from "../../tenancy/directory/index.ts";
import { issueChallenge } from "../factors/index.ts";
import { deleteSettledChanges } from "./index.ts";

let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
afterAll(() => holdfast.stop());

const send = (method: "GET" | "POST" | "DELETE", path: string, by?: Member, body?: unknown) =>
  holdfast.call({
    method,
    url: `/v1/${path}`,
    ...(by !== undefined && { token: by.token }),
    ...(body !== undefined && { body }),
  });
const someAddress = (): string => `grace-${randomBytes(5).toString("hex")}@example.com`;
const request = (by: Member, email: string) => send("POST", "me/email", by, { email });
const confirm = (token: string) => send("POST", "auth/confirm-email-change", undefined, { token });
const undo = (token: string) => send("POST", "auth/undo-email-change", undefined, { token });
const codeOf = (answer: { json(): { code: string } }): string => answer.json().code;
const addressOf = async (who: Member): Promise<string> => (await send("GET", "me", who)).json().user.email;
const isLive = async (who: Member): Promise<boolean> => (await send("GET", "me", who)).statusCode === 200;
const mailsTo = (to: string, subject: string) =>
  holdfast.inbox.list().filter((mail) => mail.to === to && mail.subject.includes(subject));
const aMember = (): Promise<Member> => holdfast.member(owner, "developer");

/** A member who has changed their address, with the link that undoes it. */
async function moved(from?: Member) {
  const who = from ?? (await aMember());
  const email = someAddress();
  await request(who, email);
  expect((await confirm(await mailedToken(holdfast.inbox, email, "/confirm-email"))).statusCode).toBe(200);
  return { who, email, undoToken: await mailedToken(holdfast.inbox, who.email, "/undo-email") };
}

/** Lets time pass for the changes of one member alone. */
const age = (who: Member, ms: number) =>
  withAccount(
    holdfast.runtime.directory,
    who.accountId,
    ({ sql }) => sql`
      update email_changes set expires_at = expires_at - make_interval(secs => ${ms / 1000})
      where user_id = ${who.userId}`,
  );

describe("a change of address", () => {
  test("is told to the old address when it is requested, and happens when the new one confirms [C-182]", async () => {
    const who = await aMember();
    const email = someAddress();
    expect((await request(who, email)).statusCode).toBe(202);
    await expect.poll(() => mailsTo(who.email, "requested").length, { timeout: 5000 }).toBe(1);
    expect(await addressOf(who)).toBe(who.email);
    expect((await send("GET", "me/email", who)).json()).toMatchObject({ pending: { email } });
    const token = await mailedToken(holdfast.inbox, email, "/confirm-email");
    expect((await confirm(token)).statusCode).toBe(200);
    expect(await addressOf(who)).toBe(email);
    expect((await send("GET", "me/email", who)).json()).toEqual({ pending: null });
    await expect.poll(() => mailsTo(who.email, "was changed").length, { timeout: 5000 }).toBe(1);
    await expect.poll(() => mailsTo(email, "is your address").length, { timeout: 5000 }).toBe(1);
    await expect(signInAs(holdfast, { ...who, email })).resolves.toMatchObject({ userId: who.userId });
    await expect(signInAs(holdfast, who)).rejects.toThrow("401");
    const events = await eventsOf(holdfast, owner, { target: who.userId });
    const told = ["user.email_changed", "user.email_change_requested"];
    expect(events.map(({ event }) => event).filter((event) => told.includes(event))).toEqual(told);
  });

  test("is followed by the directory", async () => {
    const { who, email } = await moved();
    const known = (address: string) => () => accountsOfAddress(holdfast.runtime.directory, address, 5);
    expect(await known(email)()).toEqual([owner.accountId]);
    await expect.poll(known(who.email), { timeout: 10_000 }).toEqual([]);
  });

  test("sends the link that undoes it to the old address and nowhere else [C-188]", async () => {
    const { email } = await moved();
    await expect.poll(() => mailsTo(email, "is your address").length, { timeout: 5000 }).toBe(1);
    const texts = holdfast.inbox.list().filter(({ to }) => to === email);
    expect(texts.some(({ text }) => text.includes("/undo-email"))).toBe(false);
  });

  test("answers alike for an address that somebody has, and mails nothing there", async () => {
    const [who, other] = [await aMember(), await aMember()];
    const [taken, free] = [
      await request(who, other.email.toUpperCase()),
      await request(await aMember(), someAddress()),
    ];
    expect([taken.statusCode, taken.body]).toEqual([free.statusCode, free.body]);
    expect((await send("GET", "me/email", who)).json().pending).toMatchObject({ email: other.email.toUpperCase() });
    await expect.poll(() => mailsTo(who.email, "requested").length, { timeout: 5000 }).toBe(1);
    expect(mailsTo(other.email, "Confirm")).toEqual([]);
  });

  test("asks for a recent proof", async () => {
    const elsewhere = await startDeployment();
    const one = await elsewhere.account();
    elsewhere.advance(10 * 60_000 + 1);
    const body = { email: someAddress() };
    const answer = await elsewhere.call({ method: "POST", url: "/v1/me/email", token: one.token, body });
    expect(codeOf(answer)).toBe("auth.recent_required");
    await elsewhere.stop();
  });

  test("asks whoever has a second factor for it: with the mailbox goes a proof of a recovery", async () => {
    const elsewhere = await startDeployment();
    const one = await elsewhere.account();
    await addPasskey(elsewhere, one, newDevice());
    elsewhere.advance(10 * 60_000 + 1);
    const proof = { kind: "password", password: one.password };
    await elsewhere.call({ method: "POST", url: "/v1/me/proof", token: one.token, body: { proof } });
    const body = { email: someAddress() };
    const answer = await elsewhere.call({ method: "POST", url: "/v1/me/email", token: one.token, body });
    expect(codeOf(answer)).toBe("auth.factor_required");
    await elsewhere.stop();
  });

  test("happens for one of two who want the same address", async () => {
    const [one, two, email] = [await aMember(), await aMember(), someAddress()];
    const tokens = [];
    for (const who of [one, two]) {
      const before = mailsTo(email, "Confirm").length;
      await request(who, email);
      await expect.poll(() => mailsTo(email, "Confirm").length, { timeout: 5000 }).toBe(before + 1);
      tokens.push(await mailedToken(holdfast.inbox, email, "/confirm-email"));
    }
    const answers = await Promise.all(tokens.map(confirm));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  });
});

describe("the link to a new address", () => {
  test("works once, also for two at the same moment", async () => {
    const [who, email] = [await aMember(), someAddress()];
    await request(who, email);
    const token = await mailedToken(holdfast.inbox, email, "/confirm-email");
    const answers = await Promise.all([confirm(token), confirm(token), confirm(token)]);
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.json().code === "token.invalid")).toHaveLength(2);
  });

  test("is worth nothing after a day, after another request, and once it is cancelled", async () => {
    const who = await aMember();
    const addresses = [someAddress(), someAddress(), someAddress()];
    const tokens = [];
    for (const email of addresses) {
      await request(who, email);
      tokens.push(await mailedToken(holdfast.inbox, email, "/confirm-email"));
    }
    const [first = "", second = "", third = ""] = tokens;
    for (const token of [first, second]) expect(codeOf(await confirm(token))).toBe("token.invalid");
    expect((await send("DELETE", "me/email", who)).statusCode).toBe(200);
    expect(codeOf(await confirm(third))).toBe("token.invalid");
    const email = someAddress();
    await request(who, email);
    const late = await mailedToken(holdfast.inbox, email, "/confirm-email");
    await age(who, hours(24));
    expect(codeOf(await confirm(late))).toBe("token.invalid");
    expect(await addressOf(who)).toBe(who.email);
  });

  test("is worth nothing once a new password was set: so the mail to the old address advises", async () => {
    const [who, email] = [await aMember(), someAddress()];
    await request(who, email);
    const token = await mailedToken(holdfast.inbox, email, "/confirm-email");
    await send("POST", "auth/forgot-password", undefined, { email: who.email, account: who.slug });
    const reset = await mailedToken(holdfast.inbox, who.email, "/reset");
    const body = { token: reset, password: `${goodPassword}-2` };
    expect((await send("POST", "auth/reset-password", undefined, body)).statusCode).toBe(200);
    expect(codeOf(await confirm(token))).toBe("token.invalid");
  });

  test("is no other token, and no other token is it", async () => {
    const { who, undoToken } = await moved();
    const email = someAddress();
    await request(who, email);
    const token = await mailedToken(holdfast.inbox, email, "/confirm-email");
    expect(codeOf(await undo(token))).toBe("token.invalid");
    expect(codeOf(await confirm(undoToken))).toBe("token.invalid");
    expect(codeOf(await send("POST", "auth/verify-email", undefined, { token }))).toBe("token.invalid");
  });

  test("opens nothing for somebody who is suspended", async () => {
    const [who, email] = [await aMember(), someAddress()];
    await request(who, email);
    const token = await mailedToken(holdfast.inbox, email, "/confirm-email");
    await send("POST", `users/${who.userId}/suspend`, owner);
    expect(codeOf(await confirm(token))).toBe("token.invalid");
  });
});

describe("undoing a change of address", () => {
  test("gives the old address back, ends the sessions and the password, and mails the way back in [C-188]", async () => {
    const { who, email, undoToken } = await moved();
    const thief = await signInAs(holdfast, { ...who, email });
    const answer = await undo(undoToken);
    expect(answer.json()).toMatchObject({ sessionsEnded: 2, certificate: { kind: "user", subject: who.userId } });
    expect([await isLive(who), await isLive(thief)]).toEqual([false, false]);
    for (const address of [email, who.email]) {
      await expect(signInAs(holdfast, { ...who, email: address })).rejects.toThrow("401");
    }
    const password = `${goodPassword}-3`;
    const token = await mailedToken(holdfast.inbox, who.email, "/reset");
    expect((await send("POST", "auth/reset-password", undefined, { token, password })).statusCode).toBe(200);
    const back = await signInAs(holdfast, { ...who, password });
    expect(await addressOf(back)).toBe(who.email);
    expect(codeOf(await undo(undoToken))).toBe("token.invalid");
  });

  test("makes the new address useless: what was mailed there opens nothing", async () => {
    const { who, email, undoToken } = await moved();
    await send("POST", "auth/forgot-password", undefined, { email, account: who.slug });
    const reset = await mailedToken(holdfast.inbox, email, "/reset");
    await undo(undoToken);
    const body = { token: reset, password: `${goodPassword}-4` };
    expect(codeOf(await send("POST", "auth/reset-password", undefined, body))).toBe("token.invalid");
  });

  test("takes back the passkeys that were added since, and leaves the older ones: it is no way around them", async () => {
    const who = await aMember();
    const kept = await addPasskey(holdfast, who, newDevice());
    await withAccount(
      holdfast.runtime.directory,
      who.accountId,
      ({ sql }) => sql`update passkeys set created_at = created_at - interval '25 hours' where user_id = ${who.userId}`,
    );
    // The day before, whoever was about to take the address.
    await addPasskey(holdfast, who, newDevice());
    const { undoToken } = await moved(who);
    await addPasskey(holdfast, who, newDevice());
    await undo(undoToken);
    const left = await withAccount(
      holdfast.runtime.directory,
      who.accountId,
      ({ sql }) => sql<{ id: string }[]>`select id from passkeys where user_id = ${who.userId}`,
    );
    expect(left.map(({ id }) => id)).toEqual([kept.id]);
  });

  test("takes back what else would let a thief in or tell them: a Google account, a second address, a recovery", async () => {
    const { who, undoToken } = await moved();
    const { directory } = holdfast.runtime;
    const rows = (scope: AccountScope) => scope.sql<{ kind: string }[]>`
      select 'google' as kind from identities where user_id = ${who.userId}
      union all select 'second' from notification_addresses where user_id = ${who.userId}
      union all select 'recovery' from recoveries where user_id = ${who.userId}
      union all select 'challenge' from sign_in_challenges where user_id = ${who.userId}`;
    await withAccount(directory, who.accountId, async (scope) => {
      const { sql, accountId } = scope;
      const [some, now] = [randomBytes(32), holdfast.now()];
      await sql`
        insert into identities (account_id, user_id, subject_index, subject_sealed, address_sealed, linked_at)
        values (${accountId}, ${who.userId}, ${some}, ${some}, ${some}, ${now})`;
      await sql`
        insert into notification_addresses (account_id, user_id, address_sealed, requested_at, verified_at)
        values (${accountId}, ${who.userId}, ${some}, ${now}, ${now})`;
      await sql`
        insert into recoveries (account_id, user_id, started_at, ready_at, by_mail)
        values (${accountId}, ${who.userId}, ${now}, ${now}, true)`;
      await issueChallenge(scope, { userId: who.userId, methods: ["password"], now });
      expect(await rows(scope)).toHaveLength(4);
      // What is sealed here is nothing: no notice must try to read it.
      await sql`update notification_addresses set verified_at = null where user_id = ${who.userId}`;
    });
    expect((await undo(undoToken)).statusCode).toBe(200);
    expect(await withAccount(directory, who.accountId, rows)).toEqual([]);
    const events = await eventsOf(holdfast, owner, { target: who.userId });
    const ended = events.map(({ event, actor, details }) => [event, actor, details.by]);
    const user = expect.objectContaining({ type: "user", id: who.userId });
    expect(ended).toEqual(
      expect.arrayContaining([
        ["recovery.cancelled", user, "link"],
        ["identity.unlinked", user, undefined],
        ["notification_address.removed", user, undefined],
      ]),
    );
  });

  test("outlives further changes, and takes them back as well", async () => {
    const first = await moved();
    const second = await moved({ ...first.who, email: first.email });
    const third = someAddress();
    await request(first.who, third);
    const waiting = await mailedToken(holdfast.inbox, third, "/confirm-email");
    expect((await undo(first.undoToken)).statusCode).toBe(200);
    expect(codeOf(await undo(second.undoToken))).toBe("token.invalid");
    expect(codeOf(await confirm(waiting))).toBe("token.invalid");
    const users = (await send("GET", "users?limit=200", owner)).json().items;
    expect(users.find(({ id }: { id: string }) => id === first.who.userId)).toMatchObject({ email: first.who.email });
  });

  test("wins against a further change at the same moment", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { who, undoToken } = await moved();
      const next = someAddress();
      await request(who, next);
      const token = await mailedToken(holdfast.inbox, next, "/confirm-email");
      const [undone] = await Promise.all([undo(undoToken), confirm(token)]);
      expect(undone.statusCode).toBe(200);
      const users = (await send("GET", "users?limit=200", owner)).json().items;
      expect(users.find(({ id }: { id: string }) => id === who.userId)).toMatchObject({ email: who.email });
    }
  });

  test("cannot be blocked by giving the old address to somebody else", async () => {
    const { who, undoToken } = await moved();
    const users = [{ email: who.email, name: "Squatter", role: "developer", emailVerified: true }];
    expect(codeOf(await send("POST", "users/import", owner, { users }))).toBe("user.address_taken");
    const invited = await send("POST", "invitations", owner, { email: who.email, role: "developer" });
    expect(codeOf(invited)).toBe("user.address_taken");
    expect((await undo(undoToken)).statusCode).toBe(200);
  });

  test("ends after seven days, and the old address is anybody's then", async () => {
    const { who, undoToken } = await moved();
    await age(who, days(7));
    expect(codeOf(await undo(undoToken))).toBe("token.invalid");
    const users = [{ email: who.email, name: "Successor", role: "developer", emailVerified: true }];
    expect((await send("POST", "users/import", owner, { users })).statusCode).toBe(201);
    const left = await withAccount(holdfast.runtime.directory, who.accountId, async (scope) => {
      await deleteSettledChanges(scope, holdfast.now());
      return scope.sql`select from email_changes where user_id = ${who.userId}`;
    });
    expect(left).toHaveLength(0);
  });

  test("of another account's change is not possible with its token under one's own name", async () => {
    const elsewhere = await holdfast.account();
    const { undoToken } = await moved();
    const swapped = undoToken.replace(owner.accountId.slice(4), elsewhere.accountId.slice(4));
    expect(codeOf(await undo(swapped))).toBe("token.invalid");
  });
});
