import type { AccountId, AuditStreamId } from "@holdfast/contract";

import { hours, minutes, seconds } from "../../kernel/clock.ts";
import { notify } from "../../people/notices/index.ts";
import { emit, followLog, lookAhead, originWithin, type PlacedEvent } from "../../tenancy/audit/index.ts";
import {
  type AccountScope,
  type AccountView,
  type Home,
  inspectAccount,
  withAccount,
} from "../../tenancy/directory/index.ts";
import { nextVisit, visitMs } from "../dispatch/index.ts";
import type { StreamVisitDeps } from "./deps.ts";
import { streamEvent } from "./events.ts";
import { type Destination, destinationOf, send } from "./send.ts";
import { advanceStream, claimStream, listStreamRows, lockStream, markFailing, releaseStream } from "./store.ts";
import type { Stream } from "./stream.ts";
import { hostOf } from "./streams.ts";

const batch = 500;
/** Of what is sent in one piece, as far as there is a choice: nginx, before a collector, takes a mebibyte unless told otherwise. */
const batchBytes = 512 * 1024;
const mostBatches = 8;
/** Longer than the batches of a visit can take. */
const leaseMs = minutes(3);
/** A stream that fails for so long is told of, once. */
const toldMs = hours(1);

/** Sends what the log of an account has gone on by. @returns when to come again; null without streams */
export async function visitStreams(deps: StreamVisitDeps, home: Home, signal: AbortSignal): Promise<number | null> {
  const { accountId } = home;
  const survey = await inspectAccount(deps.directory.cluster, home, (view) => surveyOf(view, deps.clock()));
  if (survey === null) return null;
  await Promise.all(survey.ready.map((id) => sendAll(deps, { accountId, id, signal })));
  const after = await inspectAccount(deps.directory.cluster, home, (view) => surveyOf(view, deps.clock()));
  if (after === null) return null;
  return nextVisit(deps.clock(), { isComing: after.isComing || after.ready.length > 0, dueAt: after.restsUntil });
}

interface Survey {
  /** Streams that have something to send, and may. */
  readonly ready: readonly AuditStreamId[];
  readonly restsUntil: number | null;
  readonly isComing: boolean;
}

/** Without keys, which would leave a trace of each look in the log that is sent. */
async function surveyOf(view: AccountView, now: number): Promise<Survey | null> {
  const enabled = (await listStreamRows(view)).filter(({ disabledAt }) => disabledAt === null);
  if (enabled.length === 0) return null;
  const resting = enabled.flatMap(({ restsUntil }) => (restsUntil !== null && restsUntil > now ? [restsUntil] : []));
  const ready: AuditStreamId[] = [];
  let isComing = false;
  for (const { id, cursor, restsUntil } of enabled) {
    const ahead = await lookAhead(view, cursor);
    isComing ||= ahead.isComing;
    if (ahead.isThere && (restsUntil === null || restsUntil <= now)) ready.push(id);
  }
  return { ready, restsUntil: resting.length === 0 ? null : Math.min(...resting), isComing };
}

async function sendAll(
  deps: StreamVisitDeps,
  { accountId, id, signal }: { accountId: AccountId; id: AuditStreamId; signal: AbortSignal },
): Promise<void> {
  const now = deps.clock();
  const claim = { id, now, leasedUntil: now + leaseMs };
  const claimed = await within(deps, accountId, (scope) => claimStream(scope, claim));
  if (claimed === null) return;
  const until = now + visitMs;
  for (let round = 0; round < mostBatches && deps.clock() < until && !signal.aborted; round += 1) {
    if (!(await sendNext(deps, accountId, id))) break;
  }
  await within(deps, accountId, (scope) => releaseStream(scope, id));
}

const within = <T>(deps: StreamVisitDeps, accountId: AccountId, work: (scope: AccountScope) => Promise<T>) =>
  withAccount(deps.directory, accountId, work);

interface Step {
  readonly destination: Destination;
  readonly from: number;
  readonly next: number;
  readonly events: readonly PlacedEvent[];
  readonly more: boolean;
}

/**
 * Sends one batch, and moves the cursor only once it has arrived: a process that dies in between sends it again.
 * @returns whether there may be more
 */
async function sendNext(deps: StreamVisitDeps, accountId: AccountId, id: AuditStreamId): Promise<boolean> {
  const step = await within(deps, accountId, (scope) => nextStep(scope, id));
  if (step === null) return false;
  const { destination, from, next, events, more } = step;
  const hostname = new URL(deps.publicUrl).hostname;
  const failure = events.length === 0 ? null : await send(deps.egress, hostname, destination, events);
  return within(deps, accountId, async (scope) => {
    if (failure === null) {
      return (await advanceStream(scope, { id, from, to: next, now: deps.clock() })) && more;
    }
    await fail(deps, scope, { id, failure, url: destination.url.reveal() });
    return false;
  });
}

async function nextStep(scope: AccountScope, id: AuditStreamId): Promise<Step | null> {
  const stream = await lockStream(scope, id);
  if (stream === null || stream.disabledAt !== null) return null;
  const found = await followLog(scope, stream.cursor, batch);
  const events = fitting(found.events);
  const cut = found.events[events.length];
  return {
    destination: destinationOf(scope, stream),
    from: stream.cursor,
    next: cut?.index ?? found.next,
    events,
    more: cut !== undefined || events.length === batch,
  };
}

/** As many as go in one piece, and always one: else a stream would stand still before it. */
function fitting(events: readonly PlacedEvent[]): readonly PlacedEvent[] {
  let bytes = 0;
  const end = events.findIndex(({ entry }, n) => {
    bytes += Buffer.byteLength(JSON.stringify(entry));
    return n > 0 && bytes > batchBytes;
  });
  return end === -1 ? events : events.slice(0, end);
}

/** 5, 10, 20 … seconds, ten minutes at most. A log is never given up on. */
const restMs = (failures: number): number => Math.min(minutes(10), seconds(5) * 2 ** Math.min(failures - 1, 10));

async function fail(
  deps: StreamVisitDeps,
  scope: AccountScope,
  { id, failure, url }: { id: AuditStreamId; failure: string; url: string },
): Promise<void> {
  const stream = await lockStream(scope, id);
  if (stream === null) return;
  const now = deps.clock();
  const failures = stream.failures + 1;
  const failingSince = stream.failingSince ?? now;
  const tells = stream.toldAt === null && now - failingSince >= toldMs;
  const toldAt = tells ? now : stream.toldAt;
  await markFailing(scope, id, { failures, failingSince, failure, restsUntil: now + restMs(failures), toldAt });
  if (tells) await tell(deps, scope, stream, hostOf(url));
}

async function tell(deps: StreamVisitDeps, scope: AccountScope, { id }: Stream, host: string): Promise<void> {
  const origin = originWithin("system", "audit_streams");
  await emit(scope, streamEvent("audit_stream.failing", origin, id, { host }));
  await notify(deps, scope, { notice: "audit_stream.failing", user: null, origin, facts: { host } });
}
