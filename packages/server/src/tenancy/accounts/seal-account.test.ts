import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { originWithin } from "../audit/index.ts";
import { maintainAccount, withAccount } from "../directory/index.ts";
import { sealAccount, unsealAccount } from "./index.ts";

let house: Deployment;
beforeAll(async () => {
  house = await startDeployment();
});
afterAll(() => house.stop());

const operator = originWithin("operator", "test");
const statusOf = async (member: Member): Promise<number> =>
  (await house.call({ method: "GET", url: "/v1/me", token: member.token })).statusCode;

const eventsOf = (member: Member) =>
  maintainAccount(house.runtime.directory, member.accountId, async ({ sql }) => {
    const rows = await sql<{ event: string }[]>`
      select event from audit_events where event like 'account.%sealed' order by id`;
    return rows.map(({ event }) => event);
  });

describe("a sealed account", () => {
  test("lets nobody in, whatever they hold, and says so in its log [C-006]", async () => {
    const member = await house.account();
    expect(await statusOf(member)).toBe(200);
    const certificate = await sealAccount(house.runtime, member.accountId, operator);
    expect(certificate).toMatchObject({ kind: "account", subject: member.accountId });
    expect(await statusOf(member)).toBe(401);
    const refreshed = await house.call({
      method: "POST",
      url: "/v1/auth/refresh",
      body: { refreshToken: member.refreshToken },
    });
    expect(refreshed.statusCode).toBeGreaterThanOrEqual(401);
    await expect(signInAs(house, member)).rejects.toThrow("401");
    await expect(withAccount(house.runtime.directory, member.accountId, async () => {})).rejects.toMatchObject({
      code: "account.sealed",
    });
    expect(await eventsOf(member)).toEqual(["account.sealed"]);
  });

  test("comes back with its sessions when it is unsealed", async () => {
    const member = await house.account();
    await sealAccount(house.runtime, member.accountId, operator);
    await unsealAccount(house.runtime, member.accountId, operator);
    expect(await statusOf(member)).toBe(200);
    expect(await eventsOf(member)).toEqual(["account.sealed", "account.unsealed"]);
  });

  test("is sealed once, and gives its certificate each time", async () => {
    const member = await house.account();
    for (const _ of [1, 2]) await sealAccount(house.runtime, member.accountId, operator);
    for (const _ of [1, 2]) await unsealAccount(house.runtime, member.accountId, operator);
    expect(await eventsOf(member)).toEqual(["account.sealed", "account.unsealed"]);
  });

  test("leaves another account as it is", async () => {
    const [sealed, other] = [await house.account(), await house.account()];
    await sealAccount(house.runtime, sealed.accountId, operator);
    expect(await statusOf(other)).toBe(200);
  });
});
