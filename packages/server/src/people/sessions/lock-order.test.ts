import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { originWithin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { notify } from "../notices/index.ts";
import { applySessionLimits } from "./limits.ts";
import { lockSessions, setFactorDues } from "./store.ts";

/** Changes that lock the same rows at once: in one order, or each waits for the other until the database ends one. */
let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
afterAll(() => holdfast.stop());

const inAccount = <T>(work: (scope: AccountScope) => Promise<T>): Promise<T> =>
  withAccount(holdfast.runtime.directory, owner.accountId, work);
const act = (method: "POST" | "PUT" | "DELETE", url: string, by = owner, body?: unknown) =>
  holdfast.call({ method, url, token: by.token, ...(body !== undefined && { body }) });

describe("a change of several sessions", () => {
  test.each([
    ["the end of all of a user's", (who: Member) => act("DELETE", `/v1/users/${who.userId}/sessions`)],
    ["a suspension", (who: Member) => act("POST", `/v1/users/${who.userId}/suspend`)],
    ["another role", (who: Member) => act("PUT", `/v1/users/${who.userId}/role`, owner, { role: "monitor" })],
    ["a duty", (who: Member) => inAccount((scope) => setFactorDues(scope, [{ userId: who.userId, dueAt: null }]))],
    ["a policy", () => inAccount(async (scope) => applySessionLimits(scope, await policyOf(scope)))],
    ["a lock of all", () => inAccount((scope) => lockSessions(scope, null))],
  ])("locks them in the order of their ids: %s", async (_, change) => {
    const who = await holdfast.member(owner, "developer");
    const sessions = [who, await signInAs(holdfast, who), await signInAs(holdfast, who)];
    const [first = "", ...later] = sessions.map(({ sessionId }) => sessionId).toSorted();
    // Behind the others in the table: whoever reads that from its beginning comes to it last.
    await inAccount(
      ({ sql }) => sql`
        with moved as (delete from sessions where id = ${first} returning *) insert into sessions select * from moved`,
    );
    const changing: Promise<unknown>[] = [];
    await inAccount(async ({ sql }) => {
      await sql`select from sessions where id = ${first} for update`;
      changing.push(change(who));
      await sleep(300);
      const free = await inAccount(
        ({ sql: another }) => another`
          select id from sessions where user_id = ${who.userId} order by id for update skip locked`,
      );
      expect(free.map(({ id }) => id)).toEqual(later);
    });
    await Promise.all(changing);
  });
});

describe("two administrators at once", () => {
  test("end what somebody has open, one by suspending and one by signing out, and neither waits for ever [C-166]", async () => {
    const who = await holdfast.member(owner, "developer");
    const answers: Promise<{ statusCode: number }>[] = [];
    await inAccount(async ({ sql }) => {
      // Both are held up where they leave work for the relay, and let go together.
      await sql`
        insert into cell_outbox_accounts (account_id) values (${owner.accountId})
        on conflict (account_id) do update set touched_at = now()`;
      answers.push(act("POST", `/v1/users/${who.userId}/suspend`));
      await sleep(150);
      answers.push(act("DELETE", `/v1/users/${who.userId}/sessions`));
      await sleep(150);
    });
    const done = await Promise.all(answers);
    expect(done.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  });

  test("change what overlapping people have open, in every way, and nobody is refused for it", async () => {
    const admin = await holdfast.member(owner, "root");
    const people = [];
    for (let n = 0; n < 4; n += 1) {
      const who = await holdfast.member(owner, "developer");
      people.push(who, await signInAs(holdfast, who));
    }
    const answers = await Promise.all(
      people.flatMap(({ userId }, n) => [
        act("DELETE", `/v1/users/${userId}/sessions`, n % 2 === 0 ? owner : admin),
        act("PUT", `/v1/users/${userId}/role`, n % 2 === 0 ? admin : owner, {
          role: n % 2 === 0 ? "monitor" : "billing",
        }),
        act("POST", `/v1/users/${userId}/suspend`, n % 2 === 0 ? owner : admin),
      ]),
    );
    expect(answers.filter(({ statusCode }) => statusCode !== 200).map(({ body }) => body)).toEqual([]);
  }, 30_000);
});

test("a notice waits for nobody who changes the second address of its reader", async () => {
  const url = "/v1/me/notification-addresses/second";
  const body = { email: "ada.second@example.org" };
  const again = await signInAs(holdfast, owner);
  await holdfast.call({ method: "PUT", url, token: again.token, body });
  const told = await inAccount(async ({ sql }) => {
    await sql`select from notification_addresses where user_id = ${owner.userId} for update`;
    const origin = originWithin("system", "test");
    const notice = { notice: "sign_in.blocked", user: owner.userId, origin, facts: {} } as const;
    return Promise.race([
      inAccount((scope) => notify(holdfast.runtime, scope, notice)).then(() => "told"),
      sleep(15_000, "waits"),
    ]);
  });
  expect(told).toBe("told");
});
