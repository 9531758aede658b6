import type { Clock } from "../../kernel/clock.ts";
import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { Revoker } from "../../tenancy/outbox/index.ts";
import type { PasswordHasher } from "../passwords/index.ts";

export interface MemberDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  /** Where the console is reached; links in mails begin with it. */
  readonly publicUrl: string;
}
