import { setTimeout } from "node:timers/promises";

import type { AccountId } from "@holdfast/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { type AccountScope, withAccount } from "../directory/index.ts";
import { append, emit, readCheckpoint, type Sequencer, startSequencer } from "./index.ts";
import {
  deployForTest,
  homeOf,
  newUser,
  refusal,
  type TestDeployment,
  type TestProcess,
} from "./testing/deployment.ts";
import { exportLog, headOf, verifyExport } from "./testing/log-export.ts";

let deployment: TestDeployment;
let process: TestProcess;
const running: Sequencer[] = [];
beforeAll(async () => {
  deployment = await deployForTest();
  process = deployment.process();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((sequencer) => sequencer.stop()));
});
afterAll(() => deployment.close());

const user = newUser();
const within = <T>(accountId: AccountId, work: (scope: AccountScope) => Promise<T>) =>
  withAccount(process.directory, accountId, work);
const start = (by: TestProcess, pace: { checkpointMs?: number; sweepMs?: number }): Sequencer => {
  const sequencer = startSequencer({ ...by, ...pace });
  running.push(sequencer);
  return sequencer;
};
const sizeOf = (accountId: AccountId): Promise<number> =>
  within(accountId, readCheckpoint).then(
    (note) => headOf(note).size,
    () => 0,
  );
/** The log's size once it has reached `size`, or after five seconds. */
async function reached(accountId: AccountId, size: number): Promise<number> {
  for (const end = Date.now() + 5000; Date.now() < end; await setTimeout(10)) {
    if ((await sizeOf(accountId)) >= size) break;
  }
  return sizeOf(accountId);
}

describe("a sequencer", () => {
  test("orders what comes up in a shared cell", async () => {
    const acme = await deployment.account();
    start(process, { checkpointMs: 20 });
    await append(process, acme, refusal(user));
    expect(await reached(acme, 1)).toBe(1);
    await within(acme, (scope) => emit(scope, refusal(user)));
    expect(await reached(acme, 2)).toBe(2);
  });

  test("visits a dedicated database when this process has written there [C-061]", async () => {
    start(process, { checkpointMs: 20, sweepMs: 600_000 });
    const acme = await deployment.account("dedicated");
    await within(acme, (scope) => emit(scope, refusal(user)));
    expect(await reached(acme, 1)).toBe(1);
    await append(process, acme, refusal(user));
    expect(await reached(acme, 2)).toBe(2);
    const [row] = await process.cluster.cell("eu", process.cluster.names.cell("eu"))`
      select count(*)::int from cell_audit_queue where account_id = ${acme}`;
    expect(row).toEqual({ count: 0 });
    expect(await verifyExport(process, acme, await exportLog(process, acme))).toMatchObject({ ok: true });
  });

  test("visits dedicated databases in its sweeps, when another process has written and died", async () => {
    const acme = await deployment.account("dedicated");
    await within(acme, (scope) => emit(scope, refusal(user)));
    start(deployment.process(), { checkpointMs: 20, sweepMs: 30 });
    expect(await reached(acme, 1)).toBe(1);
    await within(acme, (scope) => emit(scope, refusal(user)));
    expect(await reached(acme, 2)).toBe(2);
  });

  test("shares the work with others without a gap or a double", async () => {
    const acme = await deployment.account();
    const processes = [process, deployment.process(), deployment.process()];
    for (const by of processes) start(by, { checkpointMs: 5, sweepMs: 1000 });
    await Promise.all(
      Array.from({ length: 60 }, async (_, n) => append(processes[n % 3] ?? process, acme, refusal(user, { n }))),
    );
    expect(await reached(acme, 60)).toBe(60);
    expect(await verifyExport(process, acme, await exportLog(process, acme))).toMatchObject({ ok: true });
    expect(processes.flatMap(({ errors }) => errors)).toEqual([]);
  });

  test("goes on after its database was out of reach", async () => {
    const acme = await deployment.account();
    const broken = { isOut: true };
    const { cluster } = process;
    const cell: typeof cluster.cell = (region, database) => {
      if (broken.isOut) throw Object.assign(new Error("out of reach"), { code: "ECONNREFUSED" });
      return cluster.cell(region, database);
    };
    const by = { ...process, errors: [], directory: { ...process.directory, cluster: { ...cluster, cell } } };
    start(by, { checkpointMs: 10 });
    await append(process, acme, refusal(user));
    await expect.poll(() => process.errors.map(({ event }) => event)).toContain("audit.sequencer_failed");
    broken.isOut = false;
    expect(await reached(acme, 1)).toBe(1);
    process.errors.length = 0;
  });

  test("does nothing more once it has stopped", async () => {
    const acme = await deployment.account();
    const sequencer = start(process, { checkpointMs: 5, sweepMs: 10 });
    await sequencer.stop();
    await append(process, acme, refusal(user));
    sequencer.hint(await homeOf(process, acme));
    await setTimeout(50);
    expect(await sizeOf(acme)).toBe(0);
  });
});
