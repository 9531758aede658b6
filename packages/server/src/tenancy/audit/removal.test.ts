import type { AccountId } from "@holdfast/contract";
import { parseVerifierKey, verifyTlogProof } from "@holdfast/proof";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { days } from "../../kernel/clock.ts";
import { type AccountScope, withAccount } from "../directory/index.ts";
import {
  emit,
  emitAll,
  erasePersonal,
  eraseStragglers,
  listEvents,
  originWithin,
  pruneBefore,
  readCheckpoint,
  readEventProof,
  readTileFile,
  sequence,
} from "./index.ts";
import {
  deployForTest,
  homeOf,
  newUser,
  refusal,
  type TestDeployment,
  type TestProcess,
} from "./testing/deployment.ts";
import { exportLog, trustedKey, verifyExport } from "./testing/log-export.ts";

let deployment: TestDeployment;
let process: TestProcess;
let acme: AccountId;
beforeAll(async () => {
  deployment = await deployForTest();
  process = deployment.process();
});
beforeEach(async () => {
  acme = await deployment.account();
});
afterAll(() => deployment.close());

const [ada, bob] = [newUser(), newUser()];
const within = <T>(work: (scope: AccountScope) => Promise<T>, accountId = acme) =>
  withAccount(process.directory, accountId, work);
const sequenced = async () => sequence(process, await homeOf(process, acme), new Set());
const origin = originWithin("operator", "privacy-desk");
const receiptsOf = async (limit: number) => {
  const { items } = await within((scope) => listEvents(scope, { limit }));
  return Promise.all(items.map(({ id }) => within((scope) => readEventProof(scope, id))));
};
const isProven = async ({ proof, entry }: { proof: string; entry: string }): Promise<boolean> => {
  const key = parseVerifierKey(await trustedKey(process, acme));
  return (await verifyTlogProof(proof, Buffer.from(entry, "base64"), key)).index >= 0;
};

describe("a person who is erased", () => {
  test("is erased again when something that was under way is written about them [C-237]", async () => {
    await within((scope) => emitAll(scope, [refusal(ada), refusal(bob)]));
    await within((scope) => erasePersonal(scope, ada, origin));
    await within((scope) => emitAll(scope, [refusal(ada)]));
    const ever = 0;
    expect(await within((scope) => eraseStragglers(scope, ever))).toBe(1);
    expect(await within((scope) => eraseStragglers(scope, ever))).toBe(0);
    expect(await within((scope) => erasePersonal(scope, bob, origin))).toBe(1);
  });

  test("is in no event's personal part any more, and every proof stays valid [C-237]", async () => {
    await within((scope) => emitAll(scope, [refusal(ada), refusal(bob), refusal(ada)]));
    await sequenced();
    const [receipts, olderCheckpoint] = [await receiptsOf(10), await within(readCheckpoint)];
    expect(await within((scope) => erasePersonal(scope, ada, origin))).toBe(2);
    await sequenced();

    const { items } = await within((scope) => listEvents(scope, {}));
    expect(items.map(({ personal, personalErased }) => [personal !== null, personalErased])).toEqual([
      [false, false],
      [false, true],
      [true, false],
      [false, true],
    ]);
    expect(await Promise.all([...receipts, ...(await receiptsOf(10))].map(isProven))).not.toContain(false);
    const report = await verifyExport(process, acme, await exportLog(process, acme), { olderCheckpoint });
    expect(report).toMatchObject({ ok: true, counts: { personalOpened: 1, personalWithheld: 2 } });
  });

  test("is told to the log, with the number and without the person's data [C-236]", async () => {
    await within((scope) => emit(scope, refusal(ada)));
    await within((scope) => erasePersonal(scope, ada, origin));
    const { items } = await within((scope) => listEvents(scope, { limit: 1 }));
    expect(items).toMatchObject([
      { event: "user.erased", target: { type: "user", id: ada }, details: { openings: 1 }, personal: null },
    ]);
  });

  test("takes along what others did to them, and leaves what they did to others", async () => {
    const rename = { ...refusal(bob), subject: ada, personal: { before: "Ada" } };
    const other = { ...refusal(ada), subject: bob, personal: { before: "Bob" } };
    await within((scope) => emitAll(scope, [rename, other]));
    await within((scope) => erasePersonal(scope, ada, origin));
    const { items } = await within((scope) => listEvents(scope, { event: "session.refused" }));
    expect(items.map(({ personal }) => personal?.["before"])).toEqual(["Bob", undefined]);
  });

  test("is not erased from another account [C-063]", async () => {
    const globex = await deployment.account();
    await within((scope) => emit(scope, refusal(ada)), globex);
    expect(await within((scope) => erasePersonal(scope, ada, origin))).toBe(0);
    const { items } = await within((scope) => listEvents(scope, {}), globex);
    expect(items[0]?.personal).not.toBeNull();
  });
});

describe("a log that is pruned", () => {
  const begin = Date.parse("2025-01-01T00:00:00.000Z");
  const day = (n: number): number => begin + days(n);

  /** Ten days with 60 events each. */
  async function tenDays(): Promise<void> {
    const now = deployment.now;
    for (let n = 0; n < 10; n += 1) {
      deployment.now = day(n);
      await within((scope) =>
        emitAll(
          scope,
          Array.from({ length: 60 }, () => refusal(ada, { n })),
        ),
      );
    }
    deployment.now = now;
    await sequenced();
  }

  test("loses whole bundles before the time, and everything after them proves itself as before [C-237] [C-234]", async () => {
    await tenDays();
    const [oldest, olderCheckpoint] = [(await receiptsOf(200)).at(-1), await within(readCheckpoint)];
    // Day 5 begins at index 300: one bundle lies whole before it.
    expect(await within((scope) => pruneBefore(scope, day(5)))).toBe(256);
    await sequenced();
    const files = await exportLog(process, acme, 256);
    const report = await verifyExport(process, acme, files, { olderCheckpoint, minimumIndex: 256 });
    expect(report).toMatchObject({ ok: true, faults: [], continuesOlder: true });
    await sequenced();
    expect(oldest === undefined ? false : await isProven(oldest)).toBe(true);
    expect(await Promise.all((await receiptsOf(200)).map(isProven))).not.toContain(false);
    for (const path of ["0/000", "entries/000", "0/000.p/7"]) {
      const reading = within((scope) => readTileFile(scope, path));
      await expect(reading).rejects.toMatchObject({ code: "log.tile_not_found" });
    }
  });

  test("keeps what is not older than the time, and what waits for a position", async () => {
    await tenDays();
    await within((scope) => emit(scope, refusal(ada)));
    expect(await within((scope) => pruneBefore(scope, day(4)))).toBe(0);
    expect(await within((scope) => pruneBefore(scope, day(100)))).toBe(512);
    expect(await within((scope) => pruneBefore(scope, day(100)))).toBe(0);
    const [row] = await within(({ sql }) => sql`select count(*)::int from audit_events where event <> 'audit.pruned'`);
    expect(row).toEqual({ count: 89 });
  });

  test("tells the log what was removed [C-236]", async () => {
    await tenDays();
    await within((scope) => pruneBefore(scope, day(5)));
    const { items } = await within((scope) => listEvents(scope, { limit: 1 }));
    expect(items).toMatchObject([{ event: "audit.pruned", details: { from: 0, to: 256 }, actor: { id: "retention" } }]);
  });

  test("leaves the logs of other accounts alone [C-063]", async () => {
    await tenDays();
    const globex = await deployment.account();
    expect(await within((scope) => pruneBefore(scope, day(100)), globex)).toBe(0);
    expect((await within((scope) => listEvents(scope, { limit: 200 }))).items).toHaveLength(200);
  });
});
