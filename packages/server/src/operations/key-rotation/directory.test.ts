import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Deployment,
  goodPassword,
  type Member,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { minutes } from "../../kernel/clock.ts";
import { rotateDirectoryKey } from "../../tenancy/keys/index.ts";
import { relearnAccounts } from "./index.ts";

let house: Deployment;
beforeAll(async () => {
  house = await startDeployment();
});
afterAll(() => house.stop());

const signal = new AbortController().signal;
const rotate = (now: number) => rotateDirectoryKey(house.runtime.rotation, now);

/** As the directory stands in its tables: what leads to an account. */
async function indexesOf({ accountId }: Member): Promise<string[]> {
  const { directory } = house.runtime.cluster;
  const rows = await directory<{ index: Buffer }[]>`
    select slug_index as index from accounts where id = ${accountId}
    union all select email_index from email_accounts where account_id = ${accountId} order by 1`;
  return rows.map(({ index }) => index.toString("hex"));
}

/** What must hold at every moment: found by address alone, by address and slug, and the slug is taken. */
async function expectFound(member: Member): Promise<void> {
  await expect(signInAs(house, member)).resolves.toMatchObject({ userId: member.userId });
  const byAddress = await house.call({
    method: "POST",
    url: "/v1/auth/sign-in",
    body: { email: member.email.toUpperCase(), password: member.password },
  });
  expect(byAddress.statusCode).toBe(200);
  const email = `${randomBytes(4).toString("hex")}@example.com`;
  const twin = await house.call({
    method: "POST",
    url: "/v1/accounts",
    body: { name: "Twin", slug: member.slug, region: "eu", owner: { email, name: "Twin", password: goodPassword } },
  });
  expect(twin.json()).toMatchObject({ code: "account.slug_taken" });
}

describe("rotating the directory's key", () => {
  test("finds accounts by address and slug all the while, and leaves no index of the old key [C-045]", async () => {
    const [early, other] = [await house.account(), await house.account({ placement: "dedicated" })];
    const before = await indexesOf(early);
    const now = Date.now();
    expect(await rotate(now)).toMatchObject({ step: "added" });
    await expectFound(early);
    expect(await rotate(now + minutes(11))).toMatchObject({ step: "promoted" });
    const late = await house.account();
    for (const member of [early, other, late]) await expectFound(member);

    const ids = [early, other, late].map(({ accountId }) => accountId);
    const stop = new AbortController();
    const killed = relearnAccounts(house.runtime, ids, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(killed).rejects.toThrow("aborted");
    for (const member of [early, other, late]) await expectFound(member);

    const done = await relearnAccounts(house.runtime, ids, { signal });
    expect(done).toEqual(ids.map((accountId) => ({ accountId, step: "relearned", addresses: 1 })));
    for (const member of [early, other, late]) await expectFound(member);
    const after = await indexesOf(early);
    expect(after).toHaveLength(2);
    expect(after.filter((index) => before.includes(index))).toEqual([]);
  });
});
