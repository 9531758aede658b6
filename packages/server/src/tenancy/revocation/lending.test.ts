import { describe, expect, test, vi } from "vitest";

import { newId } from "../../kernel/ids.ts";

import type { Entry } from "./entry.ts";
import { Lending } from "./lending.ts";
import type { Position } from "./memory-trust.ts";

const acme = newId("account", 1);
const globex = newId("account", 2);
const entry = (seq: number, accountId = acme, mark = `m${seq}`): Entry => ({
  accountId,
  kind: "session",
  subject: `ses_${seq}`,
  seq,
  mark,
  committedAt: 0,
});
const place = (seq: number, mark = `m${seq}`): Position => ({ seq, mark });
const everybody = { id: "guard", accountId: null };

/** A lender that stands at 3 and knows 1 to 3. */
async function lender() {
  const state = { remainingMs: 900 };
  const onRelease = vi.fn<() => void>();
  const lending = new Lending(1000, {
    remainingMs: () => state.remainingMs,
    readOlder: async (upTo) => [1, 2, 3].filter((seq) => seq <= upTo).map((seq) => entry(seq)),
    onRelease,
  });
  lending.settled(place(3));
  await expect.poll(() => lending.position).toEqual(place(3));
  return { lending, state, onRelease };
}

describe("a loan", () => {
  test("is what is left of the lender's own trust, and never more [C-005] [C-124]", async () => {
    const { lending, state } = await lender();
    expect(lending.lend(everybody, place(3))).toEqual({ position: place(3), entries: [], reset: false, trustMs: 810 });
    state.remainingMs = 0;
    expect(lending.lend(everybody, place(3))).toBeNull();
  });

  test("comes with what the borrower has not applied, of its own account alone [C-063]", async () => {
    const { lending } = await lender();
    lending.advanced([entry(4, globex), entry(5)]);
    const seqs = (accountId: typeof acme | null) =>
      lending.lend({ id: String(accountId), accountId }, place(2))?.entries.map(({ seq }) => seq);
    expect([seqs(null), seqs(acme), seqs(globex)]).toEqual([[3, 4, 5], [3, 5], [4]]);
  });

  test("holds back what the borrower has not applied, until it has", async () => {
    const { lending, onRelease } = await lender();
    lending.lend(everybody, place(3));
    expect(lending.heldAt()).toBeNull();
    lending.advanced([entry(4)]);
    expect(lending.heldAt()).toBe(3);
    lending.lend(everybody, place(4));
    expect(onRelease).toHaveBeenCalledOnce();
    expect(lending.heldAt()).toBeNull();
  });

  test("of a guard of another account holds nothing back", async () => {
    const { lending } = await lender();
    lending.lend({ id: "guard", accountId: globex }, place(3));
    lending.advanced([entry(4)]);
    expect(lending.heldAt()).toBeNull();
  });

  test("holds nothing back once it has run out", async () => {
    const { lending, state } = await lender();
    state.remainingMs = 20;
    lending.lend(everybody, place(3));
    lending.advanced([entry(4)]);
    await expect.poll(() => lending.heldAt(), { interval: 2 }).toBeNull();
  });

  test("is not prolonged for a borrower that has not applied what came with it, such as one that no answer reaches", async () => {
    const { lending, state } = await lender();
    lending.advanced([entry(4)]);
    state.remainingMs = 1000;
    expect(lending.lend(everybody, place(3))).toMatchObject({ entries: [{ seq: 4 }], trustMs: 900 });
    state.remainingMs = 900;
    for (let round = 0; round < 3; round += 1) {
      expect(lending.lend(everybody, place(3))).toMatchObject({ entries: [{ seq: 4 }], trustMs: 0 });
    }
    expect(lending.heldAt()).toBe(3);
    await expect.poll(() => lending.heldAt(), { interval: 2 }).toBeNull();
    lending.advanced([entry(5)]);
    expect(lending.lend(everybody, place(4))).toMatchObject({ entries: [{ seq: 5 }], trustMs: 810 });
    expect(lending.lend(everybody, place(5))).toMatchObject({ entries: [], trustMs: 810 });
  });

  test("is prolonged where what came with it was another account's", async () => {
    const { lending } = await lender();
    const ofGlobex = { id: "guard", accountId: globex };
    lending.advanced([entry(4)]);
    for (let round = 0; round < 2; round += 1) expect(lending.lend(ofGlobex, place(3))?.trustMs).toBe(810);
  });

  test("holds nothing back once its borrower has left", async () => {
    const { lending, onRelease } = await lender();
    lending.lend(everybody, place(3));
    lending.advanced([entry(4)]);
    expect(lending.heldAt()).toBe(3);
    lending.end(everybody.id);
    expect(onRelease).toHaveBeenCalledOnce();
    expect(lending.heldAt()).toBeNull();
  });

  test("holds everything back while it runs over a failover", async () => {
    const { lending } = await lender();
    lending.lend(everybody, place(3));
    lending.settled(place(3, "other"));
    expect(lending.heldAt()).toBe(0);
  });

  test("to one more guard of an account that has a thousand is refused, and to nobody else", async () => {
    const { lending } = await lender();
    const lend = (id: number, accountId: typeof acme | null) =>
      lending.lend({ id: `${accountId} ${id}`, accountId }, place(3));
    for (let id = 0; id < 1000; id += 1) expect(lend(id, acme)).not.toBeNull();
    expect(lend(1000, acme)).toBeNull();
    for (const loan of [lend(999, acme), lend(0, globex), lend(0, null)]) expect(loan).not.toBeNull();
    lending.end(`${acme} 0`);
    expect(lend(1000, acme)).not.toBeNull();
  });

  test("runs out before the lender is gone", async () => {
    const { lending, state } = await lender();
    state.remainingMs = 60;
    const began = performance.now();
    const loan = lending.lend(everybody, place(3));
    await lending.close();
    expect(performance.now() - began).toBeGreaterThanOrEqual(loan?.trustMs ?? Infinity);
    expect(lending.lend(everybody, place(3))).toBeNull();
  });
});

describe("a borrower", () => {
  test("starts over where its place cannot be told", async () => {
    const { lending } = await lender();
    const startOver = { position: place(3), entries: [], reset: true, trustMs: 0 };
    expect(lending.lend(everybody, null)).toEqual(startOver);
    expect(lending.lend(everybody, place(2, "of another history"))).toEqual(startOver);
    expect(lending.lend(everybody, place(0))).toEqual(startOver);
  });

  test("that is ahead of the lender gets nothing, and keeps what it has", async () => {
    const { lending } = await lender();
    expect(lending.lend(everybody, place(4))).toBeNull();
  });
});
