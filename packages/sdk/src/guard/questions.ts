import type { Unread } from "@holdfast/contract";

import { GuardProblem } from "./guard-problem.ts";

interface Wanted<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A | null) => void;
  readonly reject: (error: unknown) => void;
}

/** The answers in the order of the questions; null for what is not live. */
type Send<Q, A> = (questions: Q[]) => Promise<readonly (A | Unread | null)[]>;

/** Fewer than a server takes (200): it reads the rows of some while this process checks the signatures of others. */
const mostTogether = 128;
const mostUnderWay = 4;
const mostWaiting = 10_000;

/**
 * Asks a server, what is wanted at the same time together. A question goes out after it was asked for, so what was revoked
 * before is seen.
 */
export class Questions<Q, A extends object> {
  readonly #send: Send<Q, A>;
  #waiting: Wanted<Q, A>[] = [];
  #underWay = 0;
  #scheduled = false;

  constructor(send: Send<Q, A>) {
    this.#send = send;
  }

  /** What the rows say now; null for what is not live. @throws GuardProblem(`service.unavailable`) */
  ask(question: Q): Promise<A | null> {
    if (this.#waiting.length >= mostWaiting) throw unavailable(`${mostWaiting} questions wait already`);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#underWay >= mostUnderWay || this.#waiting.length === 0) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      void this.#answer(this.#waiting.splice(0, mostTogether));
      this.#schedule();
    });
  }

  /** Never throws. */
  async #answer(together: readonly Wanted<Q, A>[]): Promise<void> {
    this.#underWay += 1;
    try {
      const answers = await this.#send(together.map(({ question }) => question));
      for (const [n, wanted] of together.entries()) settle(wanted, answers[n] ?? null);
    } catch (cause) {
      for (const { reject } of together) reject(new GuardProblem("service.unavailable", { cause }));
    } finally {
      this.#underWay -= 1;
      this.#schedule();
    }
  }
}

/** What alone could not be read alone is refused. */
function settle<Q, A extends object>({ resolve, reject }: Wanted<Q, A>, answer: A | Unread | null): void {
  if (answer !== null && "problem" in answer) reject(unavailable("it could not be read"));
  else resolve(answer);
}

const unavailable = (reason: string): GuardProblem =>
  new GuardProblem("service.unavailable", { cause: new Error(reason) });
