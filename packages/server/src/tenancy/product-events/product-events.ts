import {
  type AccountId,
  type AnswerOf,
  type BodyOf,
  type RecordedEvent,
  type RecordProblem,
  recordProblems,
  type routes,
} from "@holdfast/contract";

import { type Clock, seconds } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { GuardScope, RequestLimiter } from "../../platform/http/index.ts";
import { isUnavailable, isUniqueViolation } from "../../platform/postgres/index.ts";
import { emitOnce, type IdentifiedEvent, type OnceOutcome } from "../audit/index.ts";
import { type DirectoryDeps, withAccount } from "../directory/index.ts";
import { TooLate, within } from "../revocation/index.ts";
import { assertWritable, identified, isPlausible } from "./product-event.ts";

export interface RecordDeps {
  readonly directory: DirectoryDeps;
  readonly limiter: RequestLimiter;
  readonly clock: Clock;
}

type Told = BodyOf<typeof routes.recordEvents>["events"];
type Recorded = AnswerOf<typeof routes.recordEvents>;

/**
 * Writes what a product tells, each event into the log of its account, and answers when all of it has committed that
 * could be written. Told again under the same ids, nothing is written twice; so whoever gets no answer tells it again.
 * @throws Problem(`guard.may_not_record`), Problem(`request.malformed`)
 */
export async function recordEvents(deps: RecordDeps, guard: GuardScope, events: Told): Promise<Recorded> {
  if (!guard.mayRecord) throw new Problem("guard.may_not_record");
  for (const [place, event] of events.entries()) assertWritable(event, place);
  const now = deps.clock();
  const verdicts = new Map<RecordedEvent, RecordProblem | null>();
  const late = events.filter((event) => !isPlausible(event, now));
  for (const event of late) verdicts.set(event, "event.time_implausible");
  const byAccount = Map.groupBy(
    events.filter((event) => isPlausible(event, now)),
    ({ account }) => account,
  );
  // Side by side: one account whose database does not answer holds nobody else's events up.
  const recording = [...byAccount].map(async ([accountId, group]) => {
    const found = await recordOfAccount(deps, guard, accountId, group);
    for (const [n, event] of group.entries()) verdicts.set(event, found[n] ?? null);
  });
  await Promise.all(recording);
  return { items: events.map((event) => ({ id: event.id, problem: verdicts.get(event) ?? null })) };
}

/** Less than a product waits for its answer. What is written later is found under its id when it is told again. */
const longestWriteMs = seconds(2);

/** What of one account's events is not recorded, and why. */
async function recordOfAccount(
  deps: RecordDeps,
  guard: GuardScope,
  accountId: AccountId,
  events: readonly RecordedEvent[],
): Promise<(RecordProblem | null)[]> {
  // The account of somebody else is answered as one that is not there.
  if (guard.accountId !== null && guard.accountId !== accountId) return events.map(() => "account.not_found");
  try {
    await deps.limiter.take("record", { address: null, accountId, key: null });
    const outcomes = await within(longestWriteMs, writeOnce(deps, accountId, events.map(identified)));
    return outcomes.map((outcome) => (outcome === "conflict" ? "event.conflict" : null));
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return events.map(() => problem);
  }
}

function problemOf(error: unknown): RecordProblem | undefined {
  if (error instanceof TooLate || isUnavailable(error)) return "service.unavailable";
  return recordProblems.find((code) => error instanceof Problem && error.code === code);
}

const attempts = 3;

/** A repetition may come while the first telling is still being written: then the next look finds it. */
async function writeOnce(
  { directory }: RecordDeps,
  accountId: AccountId,
  events: readonly IdentifiedEvent[],
): Promise<OnceOutcome[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withAccount(directory, accountId, (scope) => emitOnce(scope, events));
    } catch (error) {
      if (attempt === attempts || !isUniqueViolation(error)) throw error;
    }
  }
}
