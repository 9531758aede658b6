import type { AccountId } from "@holdfast/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type AccountScope, withAccount } from "../directory/index.ts";
import { append, type AuditEvent, emit, emitAll, readCheckpoint, sequence } from "./index.ts";
import { readEntries } from "./store.ts";
import {
  deployForTest,
  homeOf,
  newUser,
  refusal,
  type TestDeployment,
  type TestProcess,
} from "./testing/deployment.ts";
import { exportLog, headOf, verifyExport } from "./testing/log-export.ts";
import { naiveRoot } from "./testing/naive-tree.ts";

let deployment: TestDeployment;
let process: TestProcess;
let acme: AccountId;
beforeAll(async () => {
  deployment = await deployForTest();
  process = deployment.process();
});
beforeEach(async () => {
  acme = await deployment.account();
  await sequenced();
  process.errors.length = 0;
});
afterAll(() => deployment.close());

const user = newUser();
const refusals = (count: number): AuditEvent[] => Array.from({ length: count }, (_, n) => refusal(user, { n }));
const within = <T>(work: (scope: AccountScope) => Promise<T>, accountId = acme) =>
  withAccount(process.directory, accountId, work);
const emitted = (count: number, accountId = acme) => within((scope) => emitAll(scope, refusals(count)), accountId);
const sequenced = async (by = process, accountId = acme) => sequence(by, await homeOf(by, accountId), new Set());
const checkpoint = (accountId = acme) => within(readCheckpoint, accountId);
/** Why this log was refused; those of other tests stay refused beside it. */
const refusedFor = () =>
  process.errors.filter(({ fields }) => fields["accountId"] === acme).map(({ fields }) => fields["reason"]);
/** As the owner of the cell, whom row-level security binds as well. */
const asTamperer = (work: (sql: AccountScope["sql"]) => Promise<unknown>) =>
  process.cluster.asOwner("eu", process.cluster.names.cell("eu"), (owner) =>
    owner.begin(async (sql) => {
      await sql`select set_config('holdfast.account_id', ${acme}, true)`;
      await work(sql);
    }),
  );

describe("a log that is sequenced", () => {
  test("has the root of the naive tree at every size [C-237]", async () => {
    for (const count of [1, 1, 2, 5, 246, 1, 1, 255, 300]) {
      await emitted(count);
      expect(await sequenced()).toBe(count);
      const { size, root } = headOf(await checkpoint());
      const entries = await within((scope) => readEntries(scope, { start: 0, end: size }));
      expect(entries).toHaveLength(size);
      expect(Buffer.from(root)).toEqual(naiveRoot(entries));
    }
  });

  test("continues every checkpoint that it has signed, for an auditor's own program [C-237]", async () => {
    let olderCheckpoint: string | undefined;
    for (const count of [3, 253, 1, 300]) {
      await emitted(count);
      await sequenced();
      const files = await exportLog(process, acme);
      const older = olderCheckpoint === undefined ? {} : { olderCheckpoint };
      const report = await verifyExport(process, acme, files, older);
      expect(report).toMatchObject({
        ok: true,
        faults: [],
        continuesOlder: olderCheckpoint === undefined ? null : true,
      });
      olderCheckpoint = await checkpoint();
    }
  });

  test("has each event of many emitters once, without a gap, whichever process sequences", async () => {
    const other = deployment.process();
    const processes = [process, other];
    const emitters = Array.from({ length: 8 }, async (_, emitter) => {
      for (let n = 0; n < 15; n += 1) {
        const by = processes[(emitter + n) % 2] ?? process;
        if (n % 3 === 0) await append(by, acme, refusal(user, { emitter, n }));
        else await withAccount(by.directory, acme, (scope) => emit(scope, refusal(user, { emitter, n })));
      }
    });
    const emitting = { done: false };
    const sequencers = processes.map(async (by) => {
      while (!emitting.done) await sequenced(by);
    });
    await Promise.all(emitters);
    emitting.done = true;
    await Promise.all(sequencers);
    await sequenced();
    const report = await verifyExport(process, acme, await exportLog(process, acme));
    expect(report).toMatchObject({ ok: true, counts: { entries: 120 } });
    const rows = await within(({ sql }) => sql`select count(*)::int as leaves, max(index) as last from audit_leaves`);
    expect(rows[0]).toEqual({ leaves: 120, last: 119 });
    expect([process.errors, other.errors]).toEqual([[], []]);
  });

  test("keeps to itself beside the logs of other accounts [C-063] [C-064]", async () => {
    const globex = await deployment.account();
    await Promise.all([emitted(5), emitted(7, globex)]);
    expect(await sequenced()).toBe(12);
    expect([headOf(await checkpoint()).size, headOf(await checkpoint(globex)).size]).toEqual([5, 7]);
    expect(headOf(await checkpoint()).origin).toBe(`logs.test/log/${acme}`);
    await expect(verifyExport(process, globex, await exportLog(process, acme))).resolves.toMatchObject({ ok: false });
  });

  test("is put on record beside that of an account which was given up", async () => {
    const abandoned = await deployment.account();
    await Promise.all([emitted(1), emitted(1, abandoned)]);
    await process.cluster.directory`delete from accounts where id = ${abandoned}`;
    expect(await sequenced()).toBe(2);
    const [row] = await process.cluster.directory`select size from audit_heads where account_id = ${acme}`;
    expect([row, process.errors]).toEqual([{ size: 1 }, []]);
  });

  test("goes on when the clock goes backwards", async () => {
    await emitted(3);
    await sequenced();
    const before = deployment.now;
    deployment.now -= 3_600_000;
    await emitted(3);
    expect(await sequenced()).toBe(3);
    deployment.now = before;
    await emitted(3);
    await sequenced();
    expect(await verifyExport(process, acme, await exportLog(process, acme))).toMatchObject({ ok: true });
  });

  test("keeps its name when the deployment gets another host", async () => {
    await emitted(1);
    await sequenced();
    const moved = deployment.process({ originHost: "elsewhere.test" });
    await emitted(1);
    await sequenced(moved);
    expect(headOf(await checkpoint())).toMatchObject({ origin: `logs.test/log/${acme}`, size: 2 });
  });

  test("takes a backlog in several batches", async () => {
    for (let n = 0; n < 3; n += 1) await emitted(900);
    expect(await sequenced()).toBe(2700);
    expect(await verifyExport(process, acme, await exportLog(process, acme))).toMatchObject({ ok: true });
  });
});

describe("a log that contradicts what it has signed", () => {
  test("signs nothing more when its database was restored to an earlier state [C-237]", async () => {
    await emitted(2);
    await sequenced();
    const [earlier] = await within(({ sql }) => sql`select size, edge, root, checkpoint from audit_logs`);
    await emitted(2);
    await sequenced();
    await asTamperer(async (sql) => {
      await sql`delete from audit_leaves where index >= 2`;
      await sql`update audit_logs set size = 2, edge = ${earlier?.["edge"]}, root = ${earlier?.["root"]}`;
    });
    await emitted(1);
    expect(await sequenced()).toBe(0);
    expect(refusedFor()).toEqual(["the log has 2 entries and has signed 4"]);
  });

  test("signs nothing more when its tree was exchanged [C-237]", async () => {
    const globex = await deployment.account();
    await Promise.all([emitted(4), emitted(4, globex)]);
    await sequenced();
    const [other] = await within(({ sql }) => sql`select edge, root from audit_logs`, globex);
    await asTamperer((sql) => sql`update audit_logs set edge = ${other?.["edge"]}, root = ${other?.["root"]}`);
    await emitted(1);
    expect(await sequenced()).toBe(0);
    expect(refusedFor()).toEqual(["the log has another root than it has signed"]);
  });

  test("signs nothing more when it was replaced by a longer one [C-237]", async () => {
    await emitted(4);
    await sequenced();
    const { directory } = process.cluster;
    await directory`update audit_heads set size = 3, root = sha256('another') where account_id = ${acme}`;
    await emitted(1);
    expect(await sequenced()).toBe(0);
    expect(refusedFor()).toEqual(["the log does not continue the tree that it has signed"]);
  });

  test("signs nothing more when its edge was damaged", async () => {
    await emitted(3);
    await sequenced();
    await asTamperer((sql) => sql`update audit_logs set edge = set_byte(edge, 0, (get_byte(edge, 0) + 1) % 256)`);
    await emitted(1);
    expect(await sequenced()).toBe(0);
    expect(refusedFor()).toEqual(["the edge leads to another root"]);
  });

  test("holds up no other log, and keeps its events for when it is put right", async () => {
    const globex = await deployment.account();
    await emitted(2);
    await sequenced();
    // A leaf beyond the end, which the database refuses to write a second time.
    await asTamperer((sql) => sql`insert into audit_leaves (index, event_id, hash) values (2, 'x', sha256(''))`);
    await Promise.all([emitted(1), emitted(1, globex)]);
    expect(await sequenced()).toBe(1);
    expect(headOf(await checkpoint(globex)).size).toBe(1);
    expect(refusedFor()).toEqual(["the database refused it"]);
    await asTamperer((sql) => sql`delete from audit_leaves where index = 2`);
    expect(await sequenced()).toBe(1);
    expect(headOf(await checkpoint()).size).toBe(3);
  });

  test("catches up when its newest checkpoint was not recorded outside", async () => {
    await emitted(2);
    await sequenced();
    await process.cluster.directory`update audit_heads set size = 1, root = ${await rootOfFirst()}
      where account_id = ${acme}`;
    await emitted(1);
    expect(await sequenced()).toBe(1);
    const [row] = await process.cluster.directory`select size from audit_heads where account_id = ${acme}`;
    expect(row).toEqual({ size: 3 });
  });

  const rootOfFirst = async (): Promise<Buffer> =>
    naiveRoot(await within((scope) => readEntries(scope, { start: 0, end: 1 })));
});
