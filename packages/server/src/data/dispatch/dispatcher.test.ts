import { setTimeout as sleep } from "node:timers/promises";

import type { AccountId } from "@holdfast/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { testCluster } from "../../../../../test/support/test-server.ts";
import { minutes, seconds } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { createLog } from "../../kernel/log.ts";
import type { Cluster } from "../../platform/postgres/index.ts";
import { createHomeCache, createWorkBell, type DirectoryDeps } from "../../tenancy/directory/index.ts";
import { createKeyCache, generateRootKey, localKeyWrapper } from "../../tenancy/keys/index.ts";
import { announceSender, createDispatcher, type Visit } from "./index.ts";

let cluster: Cluster;
let directory: DirectoryDeps;
let now = Date.now();
const keyCache = createKeyCache();
const logLines: string[] = [];
const log = createLog(
  (line) => logLines.push(line),
  () => now,
);

beforeAll(async () => {
  cluster = await testCluster();
  const wrapper = localKeyWrapper({ primary: generateRootKey(0), older: [] });
  const keys = { keystore: cluster.keystore, wrapper, keyCache, onUnwrap() {} };
  directory = { cluster, keys, homeCache: createHomeCache(), clock: () => now, bell: createWorkBell() };
});
beforeEach(() => cluster.directory`delete from senders`);
afterAll(async () => {
  keyCache.close();
  await cluster.close();
});

async function account(state: "active" | "sealed" | "erased" = "active"): Promise<AccountId> {
  const id = newId("account", now);
  await cluster.directory`
    insert into accounts (id, region, placement, database, state, slug_index)
    values (${id}, 'eu', 'shared', 'nowhere', ${state}, ${Buffer.from(id)})`;
  return id;
}

/** What a turn began ends by itself. Waits until nobody is looked after any more. */
async function visited(): Promise<void> {
  const leased = () => cluster.directory`select account_id from senders where leased_until is not null`;
  await expect.poll(leased, { interval: 10 }).toHaveLength(0);
}

/** A dispatcher that keeps where it was, and does what `visit` says there. */
function dispatcher(visit: Visit) {
  const seen: AccountId[] = [];
  const made = createDispatcher({
    directory,
    clock: () => now,
    log,
    visits: [
      (home, signal) => {
        seen.push(home.accountId);
        return visit(home, signal);
      },
    ],
  });
  return {
    seen,
    hint: (accountId: AccountId) => made.hint({ accountId }),
    stop: () => made.stop(),
    /** A turn whose visits go on. */
    begin: () => made.turn(),
    turn: async () => {
      await made.turn();
      await visited();
    },
  };
}

describe("an account that sends something", () => {
  test("is looked after once it was announced, and again when it is due", async () => {
    const acme = await account();
    await announceSender(directory, acme);
    const { turn, seen } = dispatcher(async () => now + minutes(1));
    await turn();
    expect(seen).toEqual([]);
    now += seconds(2);
    await turn();
    await turn();
    expect(seen).toEqual([acme]);
    now += minutes(1);
    await turn();
    expect(seen).toEqual([acme, acme]);
  });

  test("is looked after at once when something happens there; others are not", async () => {
    const [acme, quiet, stranger] = [await account(), await account(), await account()];
    await announceSender(directory, acme);
    await announceSender(directory, quiet);
    const { turn, seen, hint } = dispatcher(async () => now + minutes(5));
    for (const id of [acme, stranger]) hint(id);
    await turn();
    expect(seen).toEqual([acme]);
  });

  test("is one process's at a time, and the next one's when that has died", async () => {
    const acme = await account();
    await announceSender(directory, acme);
    now += seconds(2);
    const { promise, resolve } = Promise.withResolvers<number>();
    const dying = dispatcher(() => promise);
    const other = dispatcher(async () => now + minutes(5));
    await dying.begin();
    await expect.poll(() => dying.seen).toEqual([acme]);
    other.hint(acme);
    await other.begin();
    await sleep(100);
    expect([dying.seen, other.seen]).toEqual([[acme], []]);
    now += minutes(4);
    await other.begin();
    await expect.poll(() => other.seen).toEqual([acme]);
    resolve(now);
    await dying.stop();
  });

  test("is looked after again when something happened meanwhile", async () => {
    const acme = await account();
    await announceSender(directory, acme);
    now += seconds(2);
    let round = 0;
    const { turn, seen, hint } = dispatcher(async () => {
      round += 1;
      if (round === 1) {
        hint(acme);
        await cluster.directory`update senders set told = true where account_id = ${acme}`;
      }
      return now + minutes(5);
    });
    await turn();
    await turn();
    expect(seen).toEqual([acme, acme]);
  });

  test("is forgotten when it sends nothing any more, but not before what was announced can be there", async () => {
    const acme = await account();
    await announceSender(directory, acme);
    const { turn, seen } = dispatcher(async () => null);
    now += minutes(1);
    await turn();
    const left = () => cluster.directory`select account_id from senders where account_id = ${acme}`;
    expect(await left()).toHaveLength(1);
    now += minutes(10);
    await turn();
    expect([seen.length, await left()]).toEqual([2, []]);
  });

  test("waits while it is sealed, and is forgotten when it was erased", async () => {
    const [sealed, erased] = [await account("sealed"), await account("erased")];
    for (const id of [sealed, erased]) await announceSender(directory, id);
    const { turn, seen } = dispatcher(async () => now);
    now += minutes(11);
    await turn();
    expect(seen).toEqual([]);
    const rows = await cluster.directory<{ accountId: string }[]>`select account_id from senders`;
    expect(rows.map(({ accountId }) => accountId)).toEqual([sealed]);
  });

  test("that fails holds up no other, and is tried again", async () => {
    const [acme, globex] = [await account(), await account()];
    for (const id of [acme, globex]) await announceSender(directory, id);
    const { turn, seen } = dispatcher(async ({ accountId }) => {
      if (accountId === acme) throw new Error("out of reach");
      return now + minutes(30);
    });
    now += seconds(2);
    await turn();
    now += seconds(31);
    await turn();
    expect(seen.filter((id) => id === acme)).toHaveLength(2);
    expect(seen.filter((id) => id === globex)).toHaveLength(1);
    expect(logLines.join()).toContain("dispatch.visit_failed");
  });
});
