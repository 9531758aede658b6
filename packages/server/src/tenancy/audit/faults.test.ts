import type { AccountId } from "@holdfast/contract";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type AccountScope, withAccount } from "../directory/index.ts";
import { append, createAppendQueue, emit, listEvents, readCheckpoint, sequence } from "./index.ts";
import {
  deployForTest,
  homeOf,
  newUser,
  refusal,
  type TestDeployment,
  type TestProcess,
} from "./testing/deployment.ts";
import { type FaultPlan, faultyCluster } from "./testing/faulty.ts";
import { exportLog, verifyExport } from "./testing/log-export.ts";

let deployment: TestDeployment;
let process: TestProcess;
beforeAll(async () => {
  deployment = await deployForTest();
  process = deployment.process();
});
afterAll(() => deployment.close());

const user = newUser();
const within = <T>(accountId: AccountId, work: (scope: AccountScope) => Promise<T>, by = process) =>
  withAccount(by.directory, accountId, work);

/** The same process, over connections that fail as planned. */
function failing(plan: FaultPlan): TestProcess {
  const cluster = faultyCluster(process.cluster, plan);
  return { ...process, cluster, directory: { ...process.directory, cluster }, appends: createAppendQueue() };
}

/** Runs a scenario for every n, failing the n-th statement, until one runs through. @returns how many it has. */
async function failEach(when: FaultPlan["when"], scenario: (faulty: TestProcess) => Promise<void>): Promise<number> {
  for (let at = 1; ; at += 1) {
    const plan: FaultPlan = { at, when, seen: 0 };
    await scenario(failing(plan));
    if (plan.seen < at) return at - 1;
  }
}

const numbersOf = async (accountId: AccountId): Promise<unknown[]> => {
  const { items } = await within(accountId, (scope) => listEvents(scope, { limit: 200 }));
  return items.map(({ details }) => details["n"]).toSorted((a, b) => Number(a) - Number(b));
};

test.each(["before", "after"] as const)(
  "a sequencer that dies %s any statement loses nothing, doubles nothing and contradicts nothing",
  { timeout: 60_000 },
  async (when) => {
    const [acme, globex] = [await deployment.account(), await deployment.account()];
    let written = 0;
    let olderCheckpoint: string | undefined;
    const statements = await failEach(when, async (faulty) => {
      for (let n = 0; n < 3; n += 1) {
        await within(acme, (scope) => emit(scope, refusal(user, { n: written++ })));
        await within(globex, (scope) => emit(scope, refusal(user)));
      }
      const cell = await homeOf(process, acme);
      await sequence(faulty, cell, new Set()).catch(() => null);
      const inBetween = await within(acme, readCheckpoint).catch(() => undefined);
      await sequence(process, cell, new Set());
      const files = await exportLog(process, acme);
      for (const older of [olderCheckpoint, inBetween]) {
        const expectation = older === undefined ? {} : { olderCheckpoint: older };
        const report = await verifyExport(process, acme, files, expectation);
        expect(report).toMatchObject({ ok: true, faults: [] });
      }
      olderCheckpoint = await within(acme, readCheckpoint);
      const [row] = await within(
        acme,
        ({ sql }) => sql`select count(*)::int, max(index) + 1 as size from audit_leaves
        join audit_events on event_id = id where event = 'session.refused'`,
      );
      expect(row?.["count"]).toBe(written);
      // So that both logs are on record again, and the next round has the same statements.
      await within(globex, (scope) => emit(scope, refusal(user)));
      await sequence(process, cell, new Set());
    });
    // Take, recorded heads, extend, commit, and the record of the new heads.
    expect(statements).toBe(5);
    expect(new Set(process.errors.map(({ event }) => event))).toEqual(new Set(["audit.head_not_recorded"]));
    process.errors.length = 0;
  },
);

test.each(["before", "after"] as const)(
  "an emitter that dies %s any statement leaves both change and event, or neither [C-006]",
  async (when) => {
    const acme = await deployment.account();
    let n = 0;
    const statements = await failEach(when, async (faulty) => {
      n += 1;
      const change = async (scope: AccountScope): Promise<void> => {
        await scope.sql`insert into policies (account_id, version, settings) values (${acme}, ${n}, '{}')`;
        await emit(scope, refusal(user, { n }));
      };
      await within(acme, change, faulty).catch(() => null);
      const versions = await within(acme, ({ sql }) => sql`select version from policies order by version`);
      expect(await numbersOf(acme)).toEqual(versions.map((row) => row["version"] as unknown));
    });
    // The account is bound, two statements, commit.
    expect(statements).toBe(4);
  },
);

test.each(["before", "after"] as const)(
  "an append whose statement is lost %s the database is never taken for written when it is not",
  async (when) => {
    const acme = await deployment.account();
    const acknowledged: number[] = [];
    let n = 0;
    await append(process, acme, refusal(user, { n: n++ }));
    await failEach(when, async (faulty) => {
      const told = [n++, n++, n++];
      for (const number of told) {
        await append(faulty, acme, refusal(user, { n: number })).then(
          () => acknowledged.push(number),
          (error: unknown) => expect(error).toMatchObject({ code: "service.unavailable" }),
        );
      }
    });
    const there = new Set(await numbersOf(acme));
    expect(acknowledged.filter((number) => !there.has(number))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(3);
  },
);
