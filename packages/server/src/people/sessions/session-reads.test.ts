import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { newId, parseId } from "../../kernel/ids.ts";
import type { Sql } from "../../platform/postgres/index.ts";
import { type SessionKey, SessionReads } from "./session-reads.ts";

let holdfast: Deployment;
let [acme, globex]: Member[] = [];
let cell: Sql;

beforeAll(async () => {
  holdfast = await startDeployment();
  [acme, globex] = [await holdfast.account(), await holdfast.account()];
  const { cluster } = holdfast.runtime.directory;
  cell = cluster.cell("eu", cluster.names.cell("eu"));
});
afterAll(() => holdfast.stop());

const members = (): [Member, Member] => {
  if (acme === undefined || globex === undefined) throw new Error("nobody there");
  return [acme, globex];
};

const keyOf = ({ accountId, sessionId }: Member): SessionKey => ({
  accountId,
  sessionId: parseId("session", sessionId, "session.not_found"),
});

/** The cell, whose statements are counted and may be held back. */
function watched(hold: () => Promise<void> = async () => {}): { sql: Sql; statements: () => number } {
  let statements = 0;
  const sql = new Proxy(cell, {
    apply(target, _, args: Parameters<Sql>): unknown {
      // What is spread into a statement is no statement.
      if (!Array.isArray(args[0]) || !("raw" in args[0])) return target(...args);
      statements += 1;
      return hold().then(() => target(...args));
    },
  });
  return { sql, statements: () => statements };
}

describe("sessions that are read together", () => {
  test("are each read under their own account, in one statement", async () => {
    const [one, other] = members();
    const { sql, statements } = watched();
    const reads = new SessionReads();
    const rows = await Promise.all([one, other, one].map((member) => reads.read(sql, keyOf(member))));
    expect(rows.map((row) => row?.userId)).toEqual([one.userId, other.userId, one.userId]);
    expect(statements()).toBe(1);
  });

  test("are invisible to another account, and unknown ones are nobody's", async () => {
    const [one, other] = members();
    const reads = new SessionReads();
    const keys = [
      { ...keyOf(one), accountId: other.accountId },
      { accountId: one.accountId, sessionId: newId("session", Date.now()) },
      keyOf(one),
    ];
    const rows = await Promise.all(keys.map((key) => reads.read(cell, key)));
    expect(rows.map((row) => row?.userId ?? null)).toEqual([null, null, one.userId]);
  });

  test("fail together when the database does, and the next are read again", async () => {
    const [one] = members();
    let broken = true;
    const { sql } = watched(async () => {
      if (broken) throw new Error("away");
    });
    const reads = new SessionReads();
    const outcomes = await Promise.allSettled([reads.read(sql, keyOf(one)), reads.read(sql, keyOf(one))]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    broken = false;
    expect((await reads.read(sql, keyOf(one)))?.userId).toBe(one.userId);
  });

  test("wait for no statement that hangs", async () => {
    const [one] = members();
    let hanging = 0;
    const { sql } = watched(() => {
      hanging += 1;
      return hanging <= 3 ? new Promise<never>(() => {}) : Promise.resolve();
    });
    const reads = new SessionReads();
    for (let n = 0; n < 4; n += 1) {
      void reads.read(sql, keyOf(one));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await reads.read(sql, keyOf(one)))?.userId).toBe(one.userId);
  });
});
