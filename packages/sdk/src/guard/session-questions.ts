import type { GuardedSession } from "@holdfast/contract";

import { GuardProblem } from "./guard-problem.ts";
import type { Server, SessionName } from "./server.ts";

interface Wanted {
  readonly name: SessionName;
  readonly resolve: (session: GuardedSession | null) => void;
  readonly reject: (error: unknown) => void;
}

const mostTogether = 200;
const mostUnderWay = 4;
const mostWaiting = 10_000;

/**
 * Asks a server about sessions, those wanted at the same time together. A question goes out after it was asked for, so
 * what was revoked before is seen.
 */
export class SessionQuestions {
  readonly #server: Pick<Server, "readSessions">;
  #waiting: Wanted[] = [];
  #underWay = 0;
  #scheduled = false;

  constructor(server: Pick<Server, "readSessions">) {
    this.#server = server;
  }

  /** The session as its row says now; null when it is not live. @throws GuardProblem(`service.unavailable`) */
  ask(name: SessionName): Promise<GuardedSession | null> {
    if (this.#waiting.length >= mostWaiting) throw new GuardProblem("service.unavailable");
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#underWay >= mostUnderWay || this.#waiting.length === 0) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      void this.#send(this.#waiting.splice(0, mostTogether));
      this.#schedule();
    });
  }

  /** Never throws. */
  async #send(together: readonly Wanted[]): Promise<void> {
    this.#underWay += 1;
    try {
      const sessions = await this.#server.readSessions(
        together.map(({ name: { account, user, session } }) => ({ account, user, session })),
      );
      for (const [n, { resolve }] of together.entries()) resolve(sessions[n] ?? null);
    } catch (cause) {
      for (const { reject } of together) reject(new GuardProblem("service.unavailable", { cause }));
    } finally {
      this.#underWay -= 1;
      this.#schedule();
    }
  }
}
