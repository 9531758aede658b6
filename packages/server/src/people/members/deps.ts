import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { Revoker } from "../../tenancy/outbox/index.ts";
import type { NoticeDeps } from "../notices/index.ts";
import type { OffboardingStep } from "./offboarding-step.ts";

export interface MemberDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
  /** What the modules that keep something of people do when one of them leaves. */
  readonly offboardingSteps: readonly OffboardingStep[];
}
