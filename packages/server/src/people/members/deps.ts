import type { UserId } from "@holdfast/contract";

import type { AccountScope, DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { Revoker } from "../../tenancy/outbox/index.ts";
import type { NoticeDeps } from "../notices/index.ts";
import type { OffboardingStep } from "./offboarding-step.ts";

/** What it takes to let somebody go. */
export interface OffboardingDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
  /** What the modules that keep something of people do when one of them leaves. */
  readonly offboardingSteps: readonly OffboardingStep[];
}

export interface MemberDeps extends OffboardingDeps {
  /** Holds the live sessions of a user to a role that they got, in the transaction that gives it. */
  readonly applyRole: (scope: AccountScope, user: { id: UserId; privileged: boolean }) => Promise<void>;
}
