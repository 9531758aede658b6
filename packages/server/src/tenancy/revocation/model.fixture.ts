import { newId } from "../../kernel/ids.ts";
import type { Entry } from "./entry.ts";
import { renewalMs, trustMs } from "./lease.ts";
import { type Answer, MemoryTrust, type RevocationHandlers, type Round } from "./memory-trust.ts";

/** What a node of the model runs on. The real one, or one that makes a mistake on purpose. */
export type Trust = Pick<MemoryTrust, "fresh" | "begin" | "finish">;
export type MakeTrust = (now: () => number, handlers: RevocationHandlers) => Trust;

export const leaseMs = 1000;
export const realTrust: MakeTrust = (now, handlers) =>
  new MemoryTrust({ monotonic: now, wall: now }, trustMs(leaseMs), handlers);

/** One round's way: to the database, until its commit, and back. A lost one never arrives. */
export interface RoundTrip {
  readonly there: number;
  readonly commit: number;
  readonly back: number;
  readonly lost: boolean;
}

export interface NodeSchedule {
  readonly start: number;
  /** Round trips, over and over. */
  readonly trips: readonly RoundTrip[];
  /** While frozen, a process does nothing, and its clock runs on. */
  readonly freezes: readonly { readonly from: number; readonly until: number }[];
}

export interface Schedule {
  readonly nodes: readonly NodeSchedule[];
  /** When a session is revoked. Before that its row is live, and whoever flushed has read it again. */
  readonly revocations: readonly number[];
}

export interface Outcome {
  /** Milliseconds from commit to certificate, by revocation. */
  readonly waits: number[];
  /** A node that would accept a session from memory after the session's certificate. */
  readonly violations: string[];
  /** How often a node was found to accept a live session from memory. */
  readonly accepts: number;
}

const end = 6000;
export const pollMs = 5;
const account = newId("account", 1);

/**
 * Runs a schedule on a database that does what `store.ts` asks of Postgres: a round reads at one time and its lease is
 * seen by others from a later one; the revoker looks at the leases as `awaitEverywhere` does.
 */
export function run(
  schedule: Schedule,
  makeTrust: MakeTrust,
  acknowledges: (round: Round, answer: Answer) => number,
): Outcome {
  const world = new World();
  const revoked = new Set<number>();
  const certified = new Set<number>();
  const log: Entry[] = [];
  const leases = new Map<number, { applied: number; until: number }>();
  const outcome = { waits: [] as number[], violations: [] as string[], accepts: 0 };

  const nodes = schedule.nodes.map((plan, id) => {
    const memory = new Set<number>();
    const trust = makeTrust(() => world.now, {
      onRevoke: ({ subject }) => memory.delete(Number(subject)),
      onFlush() {
        memory.clear();
        for (const session of schedule.revocations.keys()) if (!revoked.has(session)) memory.add(session);
      },
    });
    const thawed = (at: number): number =>
      plan.freezes.reduce((t, { from, until }) => (from <= t && t < until ? until : t), at);
    /** What a request at this instant would be told. */
    const look = (): void => {
      if (thawed(world.now) !== world.now || !trust.fresh()) return;
      for (const session of memory) {
        if (certified.has(session)) outcome.violations.push(`node ${id} accepts ${session} at ${world.now}`);
        else outcome.accepts += 1;
      }
    };
    const later = (at: number, act: () => void): void => world.at(thawed(at), act);
    const startRound = (nth: number): void => {
      look();
      const round = trust.begin();
      const sent = world.now;
      const trip = plan.trips[nth % plan.trips.length];
      const next = (at: number): void => later(at, () => startRound(nth + 1));
      if (trip === undefined || trip.lost || trip.there + trip.commit + trip.back > leaseMs)
        return next(sent + leaseMs);
      world.at(sent + trip.there, () => {
        const from = round.position?.seq ?? log.length;
        const answer: Answer = { epoch: "1", entries: log.filter(({ seq }) => seq >= from), complete: true };
        const lease = { applied: acknowledges(round, answer), until: world.now + leaseMs };
        world.at(world.now + trip.commit, () => leases.set(id, lease));
        later(world.now + trip.commit + trip.back, () => {
          // Timers run before sockets are read: after a freeze, a round that took too long is given up.
          if (world.now - sent > leaseMs) return next(world.now);
          const atOnce = trust.finish(round, answer);
          look();
          next(atOnce ? world.now : world.now + renewalMs(leaseMs));
        });
      });
    };
    later(plan.start, () => startRound(0));
    for (const { until } of plan.freezes) world.at(until, look);
    return { look };
  });

  for (const [session, at] of schedule.revocations.entries()) {
    world.at(at, () => {
      const seq = log.length + 1;
      log.push({ seq, mark: `${seq}`, accountId: account, kind: "session", subject: `${session}`, committedAt: at });
      revoked.add(session);
      const poll = (): void => {
        const waiting = [...leases.values()].some((lease) => lease.applied < seq && lease.until >= world.now);
        if (waiting && world.now - at < leaseMs) return world.at(world.now + pollMs, poll);
        certified.add(session);
        outcome.waits.push(world.now - at);
        for (const { look } of nodes) look();
      };
      poll();
    });
  }
  world.run();
  return outcome;
}

/** Time, and what is to happen at which. */
class World {
  now = 0;
  readonly #due: { at: number; act: () => void }[] = [];

  at(at: number, act: () => void): void {
    const after = this.#due.findIndex((other) => other.at > at);
    this.#due.splice(after === -1 ? this.#due.length : after, 0, { at, act });
  }

  run(): void {
    for (let next = this.#due.shift(); next !== undefined && next.at <= end; next = this.#due.shift()) {
      this.now = Math.max(this.now, next.at);
      next.act();
    }
  }
}
