import type { FastifyReply } from "fastify";

import { Problem } from "../../kernel/problem.ts";

/**
 * Longer than any statement may take, shorter than any proxy before us waits. What hangs longer does so without a word:
 * a network that swallows packets, a machine that stands still.
 */
export const answerMs = 20_000;

/** Sends what `work` comes to, or a refusal when it does not come to anything in time. It may still happen then. */
export type SendInTime = (reply: FastifyReply, work: Promise<unknown>) => void;

/** A request that waits for its answer, in a list of all that do, longest first. */
interface Waiting {
  readonly reply: FastifyReply;
  readonly since: number;
  isOver: boolean;
  before: Waiting | null;
  after: Waiting | null;
}

const looksPerLimit = 16;

/**
 * Refuses by Problem(`service.unavailable`), at most a sixteenth later than `limitMs`. One timer looks after everybody:
 * one for each would cost a request more than its right check and its rate limit together.
 */
export function createSendInTime(limitMs: number): SendInTime {
  let first: Waiting | null = null;
  let last: Waiting | null = null;
  let timer: NodeJS.Timeout | null = null;
  let looks = 0;

  function lookForLate(): void {
    looks += 1;
    while (first !== null && looks - first.since > looksPerLimit) {
      const { reply } = first;
      end(first);
      reply.send(new Problem("service.unavailable", { cause: new Error("a request did not come to its end in time") }));
    }
    if (first !== null || timer === null) return;
    clearInterval(timer);
    timer = null;
  }

  function begin(reply: FastifyReply): Waiting {
    const waiting: Waiting = { reply, since: looks, isOver: false, before: last, after: null };
    if (last === null) first = waiting;
    else last.after = waiting;
    last = waiting;
    timer ??= setInterval(lookForLate, limitMs / looksPerLimit).unref();
    return waiting;
  }

  /** @returns whether it was still waiting. */
  function end(waiting: Waiting): boolean {
    if (waiting.isOver) return false;
    waiting.isOver = true;
    const { before, after } = waiting;
    if (before === null) first = after;
    else before.after = after;
    if (after === null) last = before;
    else after.before = before;
    return true;
  }

  return (reply, work) => {
    const waiting = begin(reply);
    work.then(
      // oxlint-disable-next-line promise/always-return -- nothing follows it
      (answer) => {
        if (end(waiting)) send(reply, answer);
      },
      (error: unknown) => {
        if (end(waiting)) reply.send(asError(error));
      },
    );
  };
}

function send(reply: FastifyReply, answer: unknown): void {
  try {
    reply.send(answer);
  } catch (error) {
    // An answer that its own schema does not let through.
    reply.send(asError(error));
  }
}

/** Anything else that was thrown would be sent as an answer. */
const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error("no error", { cause: thrown });
