import type { EventId } from "@holdfast/contract";

import { privateUrl } from "../base-url.ts";
import { assertSendable } from "../bearer.ts";
import { numberOption } from "../number-option.ts";
import { AuditProblem } from "./audit-problem.ts";
import { createCourier } from "./courier.ts";
import { type AnyEvent, assertDeclarations, type Declarations, type EventOf, recordedOf } from "./declaration.ts";
import { createEventIds } from "./event-id.ts";
import { Outbox, type Parcel } from "./outbox.ts";

/** An event that was handed over with `later` and is not recorded. Nothing personal is in it. */
export interface Loss {
  readonly id: string;
  readonly event: string;
  readonly account: string;
  readonly error: AuditProblem;
}

export interface AuditOptions<D extends Declarations> {
  /** Where Holdfast is, such as `https://holdfast.example.com`. */
  readonly baseUrl: string | URL;
  /** A guard's token that may record: `holdfast guards token --record`. */
  readonly credential: string | (() => string);
  /** The events of this product. */
  readonly events: D;
  /** How long the first event of a batch waits for others: 10 ms. */
  readonly flushMs?: number;
  /** How many events may wait to be confirmed, about 1 KB each: 10,000. */
  readonly bufferAtMost?: number;
  /** For how long an event is tried before it counts as unconfirmed: 30 seconds, and an hour for `later`. */
  readonly recordMs?: number;
  readonly laterMs?: number;
  /** Told of each event that was lost after `later`. */
  readonly onLoss?: (loss: Loss) => void;
  readonly fetch?: typeof globalThis.fetch;
}

export interface Audit<D extends Declarations> {
  /**
   * Returns when the event is in the account's log to stay.
   * @throws AuditProblem; TypeError for an event that was not declared so; the signal's reason, when somebody has stopped
   * waiting: the event may be recorded all the same
   */
  record(event: EventOf<D>, options?: { readonly signal?: AbortSignal }): Promise<{ readonly id: string }>;
  /** Hands an event over and does not wait. @throws TypeError for an event that was not declared so */
  later(event: EventOf<D>): void;
  /** How many events were lost after `later`. */
  readonly lost: number;
  /** How many events no server has confirmed yet. */
  readonly waiting: number;
  /** Returns when every event so far is recorded, refused or lost. */
  flush(): Promise<void>;
  /** Takes no more, and returns when what there is is recorded; what is not within `withinMs` (5 s) is lost. */
  close(options?: { readonly withinMs?: number }): Promise<void>;
}

/** What becomes of an event. */
interface Ends {
  delivered(id: EventId): void;
  failed(loss: Loss): void;
}

const longestPauseMs = 5000;
const usual = { flushMs: 10, bufferAtMost: 10_000, recordMs: 30_000, laterMs: 3_600_000, answerMs: 10_000 } as const;

/**
 * Writes a product's own events into the audit logs of its accounts, where they are proved, kept and erased like
 * Holdfast's.
 * @throws TypeError for an option or a declaration that cannot be
 * @example
 * const audit = createAudit({
 *   baseUrl: "https://holdfast.example.com",
 *   credential: process.env.HOLDFAST_GUARD_TOKEN,
 *   events: { "ticket.closed": { target: "ticket", details: { replies: "number" }, personal: { requester: "string" } } },
 * });
 * await audit.record({ event: "ticket.closed", by: identity, target: "T-12", details: { replies: 3 }, personal: { requester } });
 */
export function createAudit<const D extends Declarations>(options: AuditOptions<D>): Audit<D> {
  const { events, onLoss = () => {} } = options;
  const flushMs = numberOption("flushMs", options.flushMs, usual.flushMs, 0);
  const bufferAtMost = numberOption("bufferAtMost", options.bufferAtMost, usual.bufferAtMost, 1);
  const recordMs = numberOption("recordMs", options.recordMs, usual.recordMs, 1);
  const laterMs = numberOption("laterMs", options.laterMs, usual.laterMs, 1);
  assertDeclarations(events);
  assertSendable("credential", options.credential);
  const courier = createCourier({
    url: privateUrl(options.baseUrl),
    credential: options.credential,
    answerMs: usual.answerMs,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  });
  // Short enough that an event which comes after others failed is still tried more than once in its own time.
  const pauseAtMostMs = Math.min(longestPauseMs, recordMs / 4);
  const outbox = new Outbox({ courier, flushMs, bufferAtMost, pauseAtMostMs });
  const nextId = createEventIds(() => Date.now());
  let lost = 0;
  let isClosed = false;

  /** Puts an event into the outbox, or fails it at once. @throws TypeError */
  function post(told: AnyEvent, forMs: number, ends: Ends): Parcel {
    const id = nextId();
    const recorded = recordedOf(events, told);
    const text = JSON.stringify({ id, ...recorded });
    const parcel: Parcel = {
      text,
      bytes: new TextEncoder().encode(text).length,
      until: performance.now() + forMs,
      delivered: () => ends.delivered(id),
      failed: (error) => ends.failed({ id, event: told.event, account: recorded.account, error }),
    };
    const refusal = isClosed ? "audit.closed" : outbox.add(parcel) ? null : "audit.buffer_full";
    if (refusal !== null) parcel.failed(new AuditProblem(refusal));
    return parcel;
  }

  return {
    record: (told, { signal } = {}) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const stopped = new AbortController();
        const parcel = post(told, recordMs, {
          delivered(id) {
            stopped.abort();
            resolve({ id });
          },
          failed({ error }) {
            stopped.abort();
            reject(error);
          },
        });
        const stop = (): void => {
          outbox.remove(parcel);
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what the caller chose to abort it with
          reject(signal?.reason);
        };
        signal?.addEventListener("abort", stop, { once: true, signal: stopped.signal });
      }),
    later(told) {
      const failed = (loss: Loss): void => {
        lost += 1;
        // A fault of the callback's is the process' to hear of, and holds no other event up.
        queueMicrotask(() => onLoss(loss));
      };
      post(told, laterMs, { delivered() {}, failed });
    },
    get lost() {
      return lost;
    },
    get waiting() {
      return outbox.held;
    },
    flush: () => outbox.settled(),
    async close({ withinMs = 5000 } = {}) {
      isClosed = true;
      const giveUp = setTimeout(() => outbox.giveUp(), withinMs);
      await outbox.settled();
      clearTimeout(giveUp);
    },
  };
}
