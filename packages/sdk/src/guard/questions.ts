import { GuardProblem } from "./guard-problem.ts";

interface Wanted<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A | null) => void;
  readonly reject: (error: unknown) => void;
}

const mostTogether = 200;
const mostUnderWay = 4;
const mostWaiting = 10_000;

/**
 * Asks a server, what is wanted at the same time together. A question goes out after it was asked for, so what was revoked
 * before is seen.
 */
export class Questions<Q, A> {
  readonly #send: (questions: Q[]) => Promise<readonly (A | null)[]>;
  #waiting: Wanted<Q, A>[] = [];
  #underWay = 0;
  #scheduled = false;

  constructor(send: (questions: Q[]) => Promise<readonly (A | null)[]>) {
    this.#send = send;
  }

  /** What the rows say now; null for what is not live. @throws GuardProblem(`service.unavailable`) */
  ask(question: Q): Promise<A | null> {
    if (this.#waiting.length >= mostWaiting) throw new GuardProblem("service.unavailable");
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
      for (const [n, { resolve }] of together.entries()) resolve(answers[n] ?? null);
    } catch (cause) {
      for (const { reject } of together) reject(new GuardProblem("service.unavailable", { cause }));
    } finally {
      this.#underWay -= 1;
      this.#schedule();
    }
  }
}
