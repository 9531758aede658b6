import type { UserId } from "@holdfast/contract";

import type { AccountScope, DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { Revoker } from "../../tenancy/outbox/index.ts";
import type { NoticeDeps } from "../notices/index.ts";

/** Takes from a user what was added to them since: whoever took the address may have added it. */
export type TakeBack = (scope: AccountScope, userId: UserId, since: number) => Promise<void>;

export interface EmailChangeDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
  /** Counts mails to an address that somebody else has typed in: nobody is to be buried in them. */
  readonly identities: { attempt(identity: string, address: string): Promise<void> };
  /** What the modules do that keep ways to sign in when a change of address is undone. */
  readonly takeBack: readonly TakeBack[];
}
