import type { Instant, Trust } from "./trust.ts";

const rememberMs = 1000;
const atMost = 10_000;

/**
 * Tokens and keys of which a server has just said that they are not live: one that is sent over and over costs a look in
 * a map, and not a signature and a question each time. For a moment only, since a suspension may be lifted.
 */
export class Dead {
  readonly #told = new Map<string, Instant>();
  readonly #trust: Pick<Trust, "instant" | "elapsed">;

  constructor(trust: Pick<Trust, "instant" | "elapsed">) {
    this.#trust = trust;
  }

  has(name: string): boolean {
    const told = this.#told.get(name);
    if (told === undefined) return false;
    if (this.#trust.elapsed(told) < rememberMs) return true;
    this.#told.delete(name);
    return false;
  }

  add(name: string): void {
    this.#told.delete(name);
    this.#told.set(name, this.#trust.instant());
    // In the order told: those before the first that is young enough have run out.
    for (const [oldest, told] of this.#told) {
      if (this.#told.size <= atMost && this.#trust.elapsed(told) < rememberMs) break;
      this.#told.delete(oldest);
    }
  }
}
