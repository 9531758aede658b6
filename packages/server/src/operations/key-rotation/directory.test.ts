import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Deployment,
  goodPassword,
  type Member,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { days, minutes } from "../../kernel/clock.ts";
import { listPublicKeys, rotateDirectoryKey } from "../../tenancy/keys/index.ts";
import { relearnAccounts, retireDirectory } from "./index.ts";

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

describe("retiring the directory's older keys", () => {
  const retire = (accounts: readonly Member[] = []) =>
    retireDirectory(
      house.runtime,
      accounts.map(({ accountId }) => accountId),
      { isAlone: false, signal },
    );
  /** As if the keys had become what they are so much earlier. */
  const pass = (ms: number) => house.runtime.cluster.keystore`
    update deployment_keys set changed_at = changed_at - make_interval(secs => ${ms / 1000}) where name = 'directory'`;
  const versions = async (): Promise<string[]> => {
    const rows = await house.runtime.cluster.keystore<{ state: string; empty: boolean }[]>`
      select state, wrapped = '' as empty from deployment_keys where name = 'directory' order by version`;
    return rows.map(({ state, empty }) => (empty ? `${state}, overwritten` : state));
  };

  test("destroys them in two steps once nothing stands under them, and everything is found after that [C-045]", async () => {
    const [ada, dedicated] = [await house.account(), await house.account({ placement: "dedicated" })];
    const everybody = await house.runtime.cluster.directory<{ accountId: Member["accountId"] }[]>`
      select id as account_id from accounts where state = 'active'`;
    const accounts = everybody.map(({ accountId }) => ({ ...ada, accountId }));
    await house.runtime.cluster.directory`
      insert into email_accounts (email_index, account_id, user_id, proof, key_version)
      values ('an orphan of a creation that rolled back', ${ada.accountId}, 'usr_gone', 0, 1)`;
    if ((await versions()).length === 1) {
      await rotate(Date.now());
      await rotate(Date.now() + minutes(11));
    }

    expect(await retire(accounts)).toMatchObject({ step: "waiting" });
    await pass(days(1) + minutes(11));
    // Nobody was indexed anew: the key that leads to them stays, and opens.
    expect(await retire()).toMatchObject({ step: "in_use" });
    expect(await versions()).toEqual(["enabled", "primary"]);
    await expectFound(ada);

    expect(await retire(accounts)).toMatchObject({ step: "disabled" });
    await pass(minutes(9));
    expect(await retire(accounts)).toMatchObject({ step: "disabled" });
    for (const member of [ada, dedicated]) await expectFound(member);
    await pass(minutes(2));
    expect(await retire(accounts)).toEqual({ step: "destroyed", versions: [1] });
    expect(await versions()).toEqual(["destroyed, overwritten", "primary"]);
    expect(await retire(accounts)).toEqual({ step: "nothing" });

    const fresh = await startDeployment({ beside: house });
    try {
      for (const member of [ada, dedicated]) {
        const answer = await fresh.call({
          method: "POST",
          url: "/v1/auth/sign-in",
          body: { email: member.email, password: member.password },
        });
        expect(answer.json()).toMatchObject({ step: "done" });
        expect((await fresh.call({ method: "GET", url: "/v1/me", token: member.token })).statusCode).toBe(200);
      }
      expect(await listPublicKeys(fresh.runtime.directory.keys, "token")).not.toHaveLength(0);
    } finally {
      await fresh.stop();
    }
  });

  test("puts a key back into use when something turns up under it before it is destroyed", async () => {
    const ada = await house.account();
    await pass(days(2));
    await rotate(Date.now());
    await rotate(Date.now() + minutes(11));
    const { directory } = house.runtime.cluster;
    const primary = (await versions()).length;
    await directory`update accounts set slug_key_version = ${primary}`;
    await directory`update email_accounts set key_version = ${primary}`;
    await pass(days(1) + minutes(11));
    expect(await retire()).toMatchObject({ step: "disabled" });
    await directory`update email_accounts set key_version = ${primary - 1} where account_id = ${ada.accountId}`;
    await pass(minutes(11));
    expect(await retire()).toEqual({ step: "in_use", indexes: 1 });
    expect((await versions()).slice(-2)).toEqual(["enabled", "primary"]);
  });
});
