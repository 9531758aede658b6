import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { Revoker } from "../../tenancy/outbox/index.ts";
import type { NoticeDeps } from "../notices/index.ts";
import type { TakeBack } from "../users/index.ts";

export interface EmailChangeDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
  /** Counts mails to an address that somebody else has typed in: nobody is to be buried in them. */
  readonly identities: { attempt(identity: string, address: string): Promise<void> };
  /** What the modules do that keep ways to sign in when a change of address is undone. */
  readonly takeBack: readonly TakeBack[];
}
