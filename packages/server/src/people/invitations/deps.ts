import type { Log } from "../../kernel/log.ts";
import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { NoticeDeps } from "../notices/index.ts";
import type { BreachLookup, PasswordHasher } from "../passwords/index.ts";

export interface InvitationDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly hasher: PasswordHasher;
  readonly breaches: BreachLookup;
  readonly log: Log;
}
