import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { NoticeDeps } from "../notices/index.ts";

export interface ProtectionDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
}
