import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { Revoker } from "../../tenancy/outbox/index.ts";
import type { NoticeDeps } from "../notices/index.ts";

export interface MemberDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
}
