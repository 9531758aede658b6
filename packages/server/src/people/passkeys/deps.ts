import type { UserId } from "@holdfast/contract";

import type { Secret } from "../../kernel/secret.ts";
import type { Caller } from "../../platform/http/index.ts";
import type { Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope, DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { Revoke, Revoker } from "../../tenancy/outbox/index.ts";
import type { NoticeDeps, NoticeLink } from "../notices/index.ts";
import type { RelyingParty } from "./relying-party.ts";

export interface CeremonyDeps extends NoticeDeps {
  readonly relyingParty: RelyingParty;
  /** Under which challenges are marked as ours; the same in every process. */
  readonly challengeKey: Secret<Uint8Array>;
}

export interface PasskeyDeps extends CeremonyDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
  readonly passkeyRules: PasskeyRules;
}

/** What the other factors have to say to a change of passkeys. Each runs in the transaction of the change. */
export interface PasskeyRules {
  /**
   * Before a passkey is added: whoever has a factor proves it first (NIST SP 800-63B-4 section 4.1.2.1).
   * @throws Problem, and none is added
   */
  registering(scope: AccountScope, caller: Caller): Promise<void>;
  /** The way out for the notice of a passkey, asked before it is added: see `disowning` of the factors. */
  disowning(scope: AccountScope, userId: UserId): Promise<{ link?: NoticeLink }>;
  /** After a passkey was registered: a session that was only good for enrolment may do more from now on. */
  registered(scope: AccountScope, caller: Caller, revoke: Revoke, origin: Origin): Promise<void>;
  /**
   * Before a passkey goes. Two removals at once must not each count on what the other removes: take a lock first.
   * @param left how many passkeys the user can still sign in with then.
   * @throws Problem, and the passkey stays
   */
  removing(scope: AccountScope, of: { readonly userId: UserId; readonly left: number }): Promise<void>;
}
