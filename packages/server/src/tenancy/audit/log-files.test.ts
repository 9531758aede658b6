import type { AccountId } from "@holdfast/contract";
import { bundlePath, decodeBundle, tilePath, tilesOf, verifyPersonal, parseEntry } from "@holdfast/proof";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { asSuperuser, hasSuperuser } from "../../../../../test/support/superuser.ts";
import { type AccountScope, withAccount } from "../directory/index.ts";
import {
  append,
  emitAll,
  listEvents,
  listPersonal,
  originWithin,
  readCheckpoint,
  readTileFile,
  readVerifierKey,
  sequence,
} from "./index.ts";
import { readEntries } from "./store.ts";
import {
  deployForTest,
  homeOf,
  newUser,
  refusal,
  type TestDeployment,
  type TestProcess,
} from "./testing/deployment.ts";
import { exportLog, headOf, logKeyDeps, saltOf, trustedKey, verifyExport } from "./testing/log-export.ts";
import { naiveTile } from "./testing/naive-tree.ts";

const size = 600;
let deployment: TestDeployment;
let process: TestProcess;
let acme: AccountId;
let globex: AccountId;
beforeAll(async () => {
  deployment = await deployForTest();
  process = deployment.process();
  [acme, globex] = [await deployment.account(), await deployment.account()];
  for (const count of [100, 200, 300]) {
    await within((scope) =>
      emitAll(
        scope,
        Array.from({ length: count }, (_, n) => refusal(user, { n })),
      ),
    );
    await sequence(process, await homeOf(process, acme), new Set());
  }
});
afterAll(() => deployment.close());

const user = newUser();
const within = <T>(work: (scope: AccountScope) => Promise<T>, accountId = acme) =>
  withAccount(process.directory, accountId, work);
const tile = (path: string, accountId = acme) => within((scope) => readTileFile(scope, path), accountId);

describe("the files of a log", () => {
  test("are those of the naive tree, at every width that the log has had", async () => {
    const entries = await within((scope) => readEntries(scope, { start: 0, end: size }));
    for (const width of [1, 100, 255, 256, 300, 511, 512, size]) {
      const past = entries.slice(0, width);
      for (const id of tilesOf(width)) {
        const hashes = await tile(tilePath(id).slice("tile/".length));
        expect(hashes).toEqual(naiveTile(id.level, id.index, past));
        if (id.level > 0) continue;
        const bundle = decodeBundle(await tile(bundlePath(id).slice("tile/".length)), id.width);
        expect(bundle.map((entry) => Buffer.from(entry))).toEqual(
          past.slice(id.index * 256, id.index * 256 + id.width),
        );
      }
    }
  });

  test("verify with the package that auditors use, openings and all [C-237]", async () => {
    const report = await verifyExport(process, acme, await exportLog(process, acme));
    expect(report).toMatchObject({ ok: true, faults: [], counts: { entries: size, personalOpened: size } });
    expect(report.checkpoint).toMatchObject({ origin: `logs.test/log/${acme}`, size });
  });

  test("show where somebody changed a byte of an exported entry [C-237]", async () => {
    const files = await exportLog(process, acme);
    const bundle = Buffer.from(files.get("tile/entries/001") ?? []);
    bundle[bundle.length - 10] = (bundle.at(-10) ?? 0) ^ 1;
    const report = await verifyExport(process, acme, new Map(files).set("tile/entries/001", bundle));
    expect(report).toMatchObject({ ok: false, faults: [{ code: "entry.mismatch", entry: 511 }] });
  });

  test.runIf(hasSuperuser())("show what somebody changed below us, in the database itself [C-237]", async () => {
    const home = await homeOf(process, acme);
    const flip = (table: string, column: string, where: string): Promise<unknown> =>
      asSuperuser(home.database, (sql) =>
        sql.unsafe(`update ${table} set ${column} = set_byte(${column}, 9, get_byte(${column}, 9) # 1)
          where account_id = '${acme}' and ${where}`),
      );
    const leaf = (index: number): string =>
      `id = (select event_id from audit_leaves where account_id = '${acme}' and index = ${index})`;
    const attacks = [
      ["audit_events", "entry", leaf(300), { code: "entry.mismatch", entry: 300 }],
      ["audit_leaves", "hash", "index = 7", { code: "tile.mismatch", tile: { level: 0, index: 0, position: 7 } }],
      ["audit_tiles", "hashes", "level = 1", { code: "tile.mismatch", tile: { level: 1, index: 0, position: 0 } }],
    ] as const;
    for (const [table, column, where, fault] of attacks) {
      await flip(table, column, where);
      const report = await verifyExport(process, acme, await exportLog(process, acme));
      await flip(table, column, where);
      expect([table, report.ok]).toEqual([table, false]);
      expect(report.faults).toContainEqual(expect.objectContaining(fault));
    }
    expect((await verifyExport(process, acme, await exportLog(process, acme))).ok).toBe(true);
  });

  test.each([
    "0/003",
    "0/002",
    "0/002.p/89",
    "0/000.p/0",
    "0/000.p/256",
    "0/0",
    "0/x000/000",
    "1/000",
    "1/000.p/3",
    "2/000",
    "64/000",
    "entries/002.p/89",
    "entries/003",
    "",
    "../checkpoint",
    "0/000/",
    "0/000.p/1\u0000",
    "0/x999/x999/x999/x999/x999/999",
  ])("do not have %j", async (path) => {
    await expect(tile(path)).rejects.toMatchObject({ code: "log.tile_not_found" });
  });

  test("are invisible to another account [C-063] [C-064]", async () => {
    await expect(tile("0/000", globex)).rejects.toMatchObject({ code: "log.tile_not_found" });
    await expect(tile("entries/000.p/1", globex)).rejects.toMatchObject({ code: "log.tile_not_found" });
    await expect(within(readCheckpoint, globex)).rejects.toMatchObject({ code: "event.not_sequenced" });
  });

  test("hold no personal data: neither entries nor checkpoint [C-232]", async () => {
    const files = await exportLog(process, acme);
    files.delete("personal.ndjson");
    const everything = Buffer.concat([...files.values()]).toString("latin1");
    expect(everything).toContain("session.refused");
    expect(everything).not.toMatch(/203\.0\.113\.7|Firefox/);
  });
});

describe("the verifier key of a log", () => {
  test("is the region's audit key under the log's name, before the first checkpoint as after it", async () => {
    const keyOf = (accountId: AccountId) => within((scope) => readVerifierKey(logKeyDeps(process), scope), accountId);
    expect(await keyOf(acme)).toBe(`${await trustedKey(process, acme)}\n`);
    expect(await keyOf(globex)).toBe(`${await trustedKey(process, globex)}\n`);
    expect(await keyOf(acme)).not.toBe(await keyOf(globex));
  });
});

describe("the list of openings", () => {
  const origin = originWithin("operator", "test");
  const page = (from: number, limit: number, accountId = acme) =>
    within((scope) => listPersonal(scope, { from, limit }, origin), accountId);

  test("opens every commitment, page by page", async () => {
    const entries = await within((scope) => readEntries(scope, { start: 0, end: size }));
    let from: number | null = 0;
    let opened = 0;
    while (from !== null) {
      const { items, next }: Awaited<ReturnType<typeof page>> = await page(from, 250);
      for (const { index, id, salt, json } of items) {
        const entry = parseEntry(entries[index] ?? new Uint8Array());
        expect(entry.id).toBe(id);
        verifyPersonal(entry.personal ?? "", saltOf(salt), json);
        opened += 1;
      }
      from = next;
    }
    expect(opened).toBe(size);
  });

  test("is invisible to another account", async () => {
    expect(await page(0, 10, globex)).toEqual({ items: [], next: null });
  });

  test("tells the log of an export once, at its first page [C-236]", async () => {
    const fresh = await deployment.account();
    for (let n = 0; n < 3; n += 1) await append(process, fresh, refusal(user));
    await sequence(process, await homeOf(process, fresh), new Set());
    const first = await page(0, 2, fresh);
    await page(first.next ?? 0, 2, fresh);
    const { items } = await within((scope) => listEvents(scope, { event: "audit.exported" }), fresh);
    expect(items).toMatchObject([{ actor: { type: "operator" }, target: { type: "log", id: fresh } }]);
    expect(headOf(await within(readCheckpoint, fresh)).size).toBe(3);
  });
});
