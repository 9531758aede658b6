/** What begins to go wrong. Nothing is accepted because of it; a product may want to log it. */
export interface Trouble {
  readonly what: "renewal_failed" | "stream_failed" | "question_failed";
  readonly error: unknown;
}

/** However often a trouble ends and comes again, nobody's log is filled with it. */
const quietMs = 10_000;

/** Tells of a trouble once, until it is over. A fault of the callback's is the process' to hear of, and ends nothing here. */
export class Troubles {
  readonly #onTrouble: (trouble: Trouble) => void;
  readonly #now: () => number;
  readonly #present = new Set<Trouble["what"]>();
  readonly #toldAt = new Map<Trouble["what"], number>();

  constructor(onTrouble: (trouble: Trouble) => void, now: () => number = () => performance.now()) {
    this.#onTrouble = onTrouble;
    this.#now = now;
  }

  begin(trouble: Trouble): void {
    const { what } = trouble;
    const now = this.#now();
    if (this.#present.has(what) || now - (this.#toldAt.get(what) ?? -Infinity) < quietMs) return;
    this.#present.add(what);
    this.#toldAt.set(what, now);
    queueMicrotask(() => this.#onTrouble(trouble));
  }

  end(what: Trouble["what"]): void {
    this.#present.delete(what);
  }

  /** A question to a server, whose failing is told: whoever is refused because of it finds the reason in the log. */
  async watch<A>(asking: Promise<A>, faultIn: (answer: A) => Error | null = () => null): Promise<A> {
    try {
      const answer = await asking;
      const error = faultIn(answer);
      if (error === null) this.end("question_failed");
      else this.begin({ what: "question_failed", error });
      return answer;
    } catch (error) {
      this.begin({ what: "question_failed", error });
      throw error;
    }
  }
}
