import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { elapsed, type Instant, never, trustMs } from "./lease.ts";
import type { Answer, Position, Round } from "./memory-trust.ts";
import { leaseMs, type MakeTrust, type NodeSchedule, pollMs, realTrust, run, type Schedule } from "./model.fixture.ts";

/** Mostly quick, sometimes slow. */
const delay = fc.oneof({ weight: 5, arbitrary: fc.nat(8) }, { weight: 1, arbitrary: fc.nat(400) });
const trip = fc.record({
  there: delay,
  commit: delay,
  back: delay,
  lost: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});
const freeze = fc
  .record({ from: fc.nat(4000), length: fc.nat(2500) })
  .map(({ from, length }) => ({ from, until: from + length }));
const node: fc.Arbitrary<NodeSchedule> = fc.record({
  start: fc.nat(3000),
  trips: fc.array(trip, { minLength: 1, maxLength: 12 }),
  freezes: fc.array(freeze, { maxLength: 1 }),
});
const schedules: fc.Arbitrary<Schedule> = fc.record({
  nodes: fc.array(node, { minLength: 1, maxLength: 4 }),
  revocations: fc.array(fc.nat(4000), { minLength: 1, maxLength: 8 }),
});

const whatWasApplied = (round: Round): number => round.position?.seq ?? 0;
const whatIsRead = (_: Round, answer: Answer): number => answer.entries.at(-1)?.seq ?? 0;
const holds = (makeTrust: MakeTrust, acknowledges: (round: Round, answer: Answer) => number) =>
  fc.property(schedules, (schedule) => run(schedule, makeTrust, acknowledges).violations.length === 0);

/** Trusts every answered round, whether or not it held a lease while it read. */
const hastyTrust: MakeTrust = (now, handlers) => {
  let position: Position | null = null;
  let vouched: Instant = never;
  const clocks = { monotonic: now, wall: now };
  return {
    fresh: () => elapsed(clocks, vouched) <= trustMs(leaseMs),
    begin: () => ({ position, sent: { monotonic: now(), wall: now() } }),
    finish(round, { entries }) {
      if (round.position === null) handlers.onFlush();
      for (const entry of entries) handlers.onRevoke(entry);
      const newest = entries.at(-1);
      position = newest ?? round.position ?? { seq: 0, mark: null };
      vouched = round.sent;
      return newest !== undefined && newest.seq !== round.position?.seq;
    },
  };
};

describe("whatever is delayed, lost or frozen", () => {
  test("no process accepts from memory what a certificate says is revoked [C-124] [C-005]", () => {
    expect(fc.check(holds(realTrust, whatWasApplied), { numRuns: 1000 }).counterexample).toBe(null);
  });

  test("a certificate comes within a lease", () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        for (const wait of run(schedule, realTrust, whatWasApplied).waits) expect(wait).toBeLessThan(leaseMs + pollMs);
      }),
      { numRuns: 200 },
    );
  });

  test("on a quiet network a certificate takes two renewals at most, and memory answers throughout", () => {
    const quick = { there: 1, commit: 0, back: 1, lost: false };
    const quiet = { start: 0, trips: [quick], freezes: [] };
    const { waits, accepts } = run({ nodes: [quiet, quiet], revocations: [1000, 2000] }, realTrust, whatWasApplied);
    expect(waits).toHaveLength(2);
    expect(Math.max(...waits)).toBeLessThanOrEqual(leaseMs / 2);
    expect(accepts).toBeGreaterThan(30);
  });
});

describe("the model finds the mistake of", () => {
  const find = (makeTrust: MakeTrust, acknowledges: (round: Round, answer: Answer) => number) =>
    fc.check(holds(makeTrust, acknowledges), { seed: 7, numRuns: 3000 });

  test("acknowledging in the statement that reads what is not applied yet", () => {
    expect(find(realTrust, whatIsRead).failed).toBe(true);
  });

  test("trusting a round that took its lease only after it had read", () => {
    expect(find(hastyTrust, whatWasApplied).failed).toBe(true);
  });
});
