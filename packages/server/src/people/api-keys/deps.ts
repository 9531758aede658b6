import type { Log } from "../../kernel/log.ts";
import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { Revoker } from "../../tenancy/outbox/index.ts";
import type { NoticeDeps } from "../notices/index.ts";

export interface KeyDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
}

export interface KeyRouteDeps extends KeyDeps {
  readonly log: Log;
  /** Work that an answer does not wait for. */
  readonly background: { run(work: () => Promise<void>): void };
}
