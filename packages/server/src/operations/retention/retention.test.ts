import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { days } from "../../kernel/clock.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { enforceRetention } from "./index.ts";
import { monthsBefore } from "./retention.ts";

describe("months before a day", () => {
  test("keep the day of the month, or take the last one", () => {
    expect(new Date(monthsBefore(Date.parse("2026-11-21T10:00:00Z"), 12)).toISOString()).toBe(
      "2025-11-21T10:00:00.000Z",
    );
    expect(new Date(monthsBefore(Date.parse("2026-03-31T00:00:00Z"), 1)).toISOString()).toBe(
      "2026-02-28T00:00:00.000Z",
    );
    expect(new Date(monthsBefore(Date.parse("2026-01-15T00:00:00Z"), 1)).toISOString()).toBe(
      "2025-12-15T00:00:00.000Z",
    );
  });
});

describe("retention", () => {
  let holdfast: Deployment;
  let standard: Member;
  let whileActive: Member;

  beforeAll(async () => {
    holdfast = await startDeployment();
    standard = await holdfast.account();
    whileActive = await holdfast.account({ preset: "quivaworks", region: "us" });
    for (const member of [standard, whileActive]) await manyEvents(holdfast, member, 270);
  });
  afterAll(() => holdfast.stop());

  test("removes audit events after twelve months, and keeps them while the account is active where its policy says so, each in its own region [C-067] [C-234] [C-237] [C-241]", async () => {
    const deps = holdfast.runtime;
    const before = await countEvents(holdfast, standard);
    holdfast.advance(days(300));
    await enforceRetention(deps);
    expect(await countEvents(holdfast, standard)).toBe(before);
    holdfast.advance(days(80));
    await enforceRetention(deps);
    // Whole bundles of 256 go; the rest of the newest one stays until it is full and old.
    expect(await countEvents(holdfast, standard)).toBeLessThan(before - 250);
    expect(await countEvents(holdfast, whileActive)).toBeGreaterThanOrEqual(270);
    expect([await regionOf(holdfast, standard), await regionOf(holdfast, whileActive)]).toEqual(["eu", "us"]);
  });

  test("deletes a session a month after its end, with its device and address [C-306]", async () => {
    await enforceRetention(holdfast.runtime);
    const left = await withAccount(
      holdfast.runtime.directory,
      standard.accountId,
      ({ sql, accountId }) => sql`select id from sessions where account_id = ${accountId}`,
    );
    expect(left).toHaveLength(0);
  });
});

async function manyEvents(holdfast: Deployment, member: Member, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const answer = await holdfast.call({
      method: "PATCH",
      url: "/v1/me",
      token: member.token,
      body: { name: `Ada ${i}` },
    });
    if (answer.statusCode !== 200) throw new Error(`a rename answered ${answer.statusCode}: ${answer.body}`);
  }
  for (;;) {
    const newest = await holdfast.call({ method: "GET", url: "/v1/audit/events?limit=1", token: member.token });
    if (newest.json().items[0].index !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const countEvents = (holdfast: Deployment, member: Member): Promise<number> =>
  withAccount(holdfast.runtime.directory, member.accountId, async ({ sql, accountId }) => {
    const [row] = await sql<{ n: number }[]>`select count(*) as n from audit_events where account_id = ${accountId}`;
    return row?.n ?? 0;
  });

/** Of the database in which the account's rows are. */
const regionOf = (holdfast: Deployment, member: Member): Promise<string | undefined> =>
  withAccount(holdfast.runtime.directory, member.accountId, async ({ sql }) => {
    const [row] = await sql<{ name: string }[]>`select current_database() as name`;
    return row?.name.split("_").at(-1);
  });
