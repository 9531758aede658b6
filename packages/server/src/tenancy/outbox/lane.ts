import type { AccountId } from "@holdfast/contract";

/** Accounts that wait for one kind of work in one database, seen to one after the other. */
export class Lane {
  readonly #see: (accountId: AccountId) => Promise<boolean>;
  readonly #waiting = new Set<AccountId>();
  #running: Promise<void> | null = null;
  #stopped = false;

  /** @param see sees to an account, never throws, and says whether more of it may be due at once. */
  constructor(see: (accountId: AccountId) => Promise<boolean>) {
    this.#see = see;
  }

  add(accountId: AccountId): void {
    this.#waiting.add(accountId);
    this.#running ??= this.#run();
  }

  /** Ends after the account in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    // Never in the turn of whoever adds: a commit's own process has other things to finish first.
    await Promise.resolve();
    for (const accountId of this.#waiting) {
      if (this.#stopped) break;
      this.#waiting.delete(accountId);
      if (await this.#see(accountId)) this.#waiting.add(accountId);
    }
    this.#running = null;
  }
}
