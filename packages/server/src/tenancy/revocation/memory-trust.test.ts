import { describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import type { Entry } from "./entry.ts";
import { type Answer, MemoryTrust } from "./memory-trust.ts";

const accountId = newId("account", 1);
const entry = (seq: number, mark = `m${seq}`): Entry => ({
  accountId,
  kind: "session",
  subject: `ses_${seq}`,
  seq,
  mark,
  committedAt: 0,
});
const answer = (...entries: Entry[]): Answer => ({ epoch: "e1", entries, complete: true });

/** A process with two clocks of its own, which answers rounds at once unless told otherwise. */
function process() {
  const now = { monotonic: 0, wall: 1_000_000 };
  const told: string[] = [];
  const trust = new MemoryTrust({ monotonic: () => now.monotonic, wall: () => now.wall }, 900, {
    onRevoke: ({ subject }) => told.push(subject),
    onFlush: () => told.push("flush"),
  });
  const pass = (ms: number): void => {
    now.monotonic += ms;
    now.wall += ms;
  };
  const round = (given: Answer): boolean => trust.finish(trust.begin(), given);
  return { now, told, trust, pass, round };
}

/** The same, with entries up to 2 applied. */
function freshProcess() {
  const it = process();
  it.round(answer(entry(2)));
  it.round(answer(entry(2)));
  return it;
}

describe("a process", () => {
  test("places itself, and is fresh with the next round", () => {
    const { told, trust, round } = process();
    expect(round(answer(entry(2)))).toBe(true);
    expect(trust.fresh()).toBe(false);
    expect(trust.position).toEqual({ seq: 2, mark: "m2" });
    expect(round(answer(entry(2)))).toBe(false);
    expect(trust.fresh()).toBe(true);
    expect(told).toEqual(["flush"]);
  });

  test("places itself before the first entry of an empty log", () => {
    const { told, trust, round } = process();
    round(answer());
    round(answer());
    expect(trust.fresh()).toBe(true);
    expect(round(answer(entry(1)))).toBe(true);
    expect(told).toEqual(["flush", "ses_1"]);
  });

  test("acknowledges only what it had applied when the round was sent", () => {
    const { told, trust, round } = freshProcess();
    const sent = trust.begin();
    trust.finish(sent, answer(entry(2), entry(3)));
    expect(sent.position?.seq).toBe(2);
    expect(trust.begin().position?.seq).toBe(3);
    expect(round(answer(entry(3)))).toBe(false);
    expect(told).toEqual(["flush", "ses_3"]);
  });

  test("counts its time from the sending of a round, not from its answer", () => {
    const { trust, pass } = freshProcess();
    const sent = trust.begin();
    pass(500);
    trust.finish(sent, answer(entry(2)));
    pass(400);
    expect(trust.fresh()).toBe(true);
    pass(1);
    expect(trust.fresh()).toBe(false);
  });

  test("is not made fresh by a round that was answered after the lease before it ran out", () => {
    const { trust, pass, round } = freshProcess();
    pass(500);
    const sent = trust.begin();
    pass(500);
    expect(trust.finish(sent, answer(entry(2)))).toBe(true);
    expect(trust.fresh()).toBe(false);
    round(answer(entry(2)));
    expect(trust.fresh()).toBe(true);
  });

  test("is not made fresh by a page of a log that goes on", () => {
    const { trust, pass, round } = freshProcess();
    pass(800);
    expect(round({ ...answer(entry(2), entry(3)), complete: false })).toBe(true);
    pass(200);
    expect(trust.fresh()).toBe(false);
  });

  test("that stood still is stale before it does anything else [C-005]", () => {
    const { trust, pass } = freshProcess();
    pass(5000);
    expect(trust.fresh()).toBe(false);
  });

  test("that was suspended with its machine is stale, though its monotonic clock stood still", () => {
    const { now, trust } = freshProcess();
    now.wall += 5000;
    expect(trust.fresh()).toBe(false);
  });

  test("does not live longer because the time of day was set back", () => {
    const { now, trust } = freshProcess();
    now.wall -= 3_600_000;
    now.monotonic += 901;
    expect(trust.fresh()).toBe(false);
  });

  test("is never fresh again once it is retired, not even by a round that was under way", () => {
    const { trust } = freshProcess();
    const sent = trust.begin();
    trust.retire();
    trust.finish(sent, answer(entry(2)));
    expect(trust.fresh()).toBe(false);
  });
});

describe("a process flushes, and is not fresh until then,", () => {
  /** What the process was told, and whether it was fresh, after each of three rounds. */
  function threeRounds({ told, trust, round }: ReturnType<typeof process>, given: Answer) {
    const newest = { ...given, entries: given.entries.slice(-1) };
    return [given, newest, newest].map((each) => {
      round(each);
      return { fresh: trust.fresh(), told: [...told] };
    });
  }
  const flushed = [
    { fresh: false, told: ["flush"] },
    { fresh: false, told: ["flush", "flush"] },
    { fresh: true, told: ["flush", "flush"] },
  ];

  test.each([
    ["the log ends before its place", answer(entry(1))],
    ["another entry stands at its place", answer(entry(2, "other"))],
    ["the entry at its place was pruned", answer(entry(7), entry(8))],
    ["the log is empty", answer()],
    ["the leases are of another epoch", { ...answer(entry(2)), epoch: "e2" }],
  ])("when %s", (_, given) => {
    expect(threeRounds(freshProcess(), given)).toEqual(flushed);
  });

  test("when the log began with an entry that was pruned before it saw it", () => {
    const it = process();
    it.round(answer());
    it.round(answer());
    expect(threeRounds(it, answer(entry(5)))).toEqual(flushed);
  });

  test("when a crash of the database lost the leases", () => {
    const it = freshProcess();
    expect(it.round({ ...answer(entry(2)), epoch: null })).toBe(true);
    expect(it.trust.fresh()).toBe(false);
    it.round(answer(entry(2)));
    it.round(answer(entry(2)));
    it.round(answer(entry(2)));
    expect(it.trust.fresh()).toBe(true);
    expect(it.told).toEqual(["flush", "flush"]);
  });
});

test("a handler that fails while a round is under way is not covered up by the round", () => {
  let broken = false;
  let flushes = 0;
  const trust = new MemoryTrust({ monotonic: () => 0, wall: () => 0 }, 900, {
    onRevoke() {
      if (broken) throw new Error("planted");
    },
    onFlush: () => (flushes += 1),
  });
  for (let i = 0; i < 2; i += 1) trust.finish(trust.begin(), answer(entry(2)));
  const sent = trust.begin();
  broken = true;
  expect(() => trust.apply([entry(3)])).toThrow("planted");
  trust.finish(sent, answer(entry(2)));
  expect(trust.fresh()).toBe(false);
  trust.finish(trust.begin(), answer(entry(3)));
  trust.finish(trust.begin(), answer(entry(3)));
  expect([trust.fresh(), flushes]).toEqual([true, 2]);
});
