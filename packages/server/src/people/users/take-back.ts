import type { UserId } from "@holdfast/contract";

import type { Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";

/** What was added to a locked user at or after a moment: whoever had taken their place may have added it. */
export interface Taken {
  readonly userId: UserId;
  readonly since: number;
  /** Of whoever takes it back. */
  readonly origin: Origin;
}

/** What a module does that keeps ways to sign in, or to hear of somebody: takes it away, and writes down what went. */
export type TakeBack = (scope: AccountScope, taken: Taken) => Promise<void>;
