import type { Cluster, Sql } from "../../platform/postgres/index.ts";
import { hintChannel } from "./store.ts";

/**
 * A node's own connections to the directory: one for its rounds, so that these never queue behind requests, and one
 * that listens for hints. Given up and opened anew as a whole: a connection that a network swallowed never fails.
 */
export class Link {
  readonly sql: Sql;
  #failed = false;
  /** Newest entry announced; null until the first check after listening began. */
  #heard: number | null = null;
  #expected = 0;

  constructor(cluster: Pick<Cluster, "names" | "serverOf">, onHint: () => void) {
    this.sql = cluster.serverOf(null).connect(cluster.names.directory, "app", { max: 1 });
    const hear = (seq: string): void => {
      this.#heard = Math.max(this.#heard ?? 0, Number(seq));
      onHint();
    };
    // Called again when the driver has listened anew: what was announced meanwhile is not expected.
    const listening = (): void => {
      this.#heard = null;
    };
    this.sql.listen(hintChannel, hear, listening).catch(() => {
      this.#failed = true;
    });
  }

  /**
   * Whether hints do not come. Call it after each round that nothing hurried: an entry that was applied by the round
   * before, and is still not announced, will not be.
   */
  isDeaf(applied: number): boolean {
    this.#heard ??= applied;
    const deaf = this.#failed || this.#expected > this.#heard;
    this.#expected = applied;
    return deaf;
  }

  close(): Promise<void> {
    return this.sql.end({ timeout: 0 });
  }
}
