import type { Log } from "../../kernel/log.ts";
import type { NoticeDeps } from "../../people/notices/index.ts";
import type { Egress } from "../../platform/egress/index.ts";
import type { DirectoryDeps } from "../../tenancy/directory/index.ts";

export interface StreamDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly egress: Egress;
}

export interface StreamVisitDeps extends StreamDeps {
  readonly log: Log;
}
