import type { Log } from "../../kernel/log.ts";
import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { IdentityDeps } from "../identities/index.ts";
import type { CeremonyDeps, PasskeyDeps } from "../passkeys/index.ts";
import type { BreachLookup, PasswordHasher } from "../passwords/index.ts";

export interface InvitationDeps extends CeremonyDeps, IdentityDeps, Pick<PasskeyDeps, "passkeyRules"> {
  readonly directory: DirectoryDeps;
  /** Counts mails to an address that somebody else has typed in: nobody is to be buried in them. */
  readonly identities: { attempt(identity: string, address: string): Promise<void> };
  readonly hasher: PasswordHasher;
  readonly breaches: BreachLookup;
  readonly log: Log;
}
