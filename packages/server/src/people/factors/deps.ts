import type { Clock } from "../../kernel/clock.ts";
import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { Revoker } from "../../tenancy/outbox/index.ts";
import type { NoticeDeps } from "../notices/index.ts";

export interface FactorDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
  readonly clock: Clock;
}
