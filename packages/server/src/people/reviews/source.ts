import type { ProblemCode, ReviewKind, Right } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import type { Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Revoke } from "../../tenancy/outbox/index.ts";
import type { NoticeDeps } from "../notices/index.ts";
import type { Holding } from "./review.ts";

/** Who removes, and in what: everything happens in the transaction of the decision. */
export interface Removal {
  readonly scope: AccountScope;
  readonly caller: Caller;
  readonly revoke: Revoke;
  readonly origin: Origin;
}

/** One kind of what people or their account have. The modules that keep such things need not know of reviews, nor reviews of them. */
export interface ReviewSource {
  readonly kind: ReviewKind;
  /** What removing asks for, beside the right to review. */
  readonly right: Right;
  list(scope: AccountScope): Promise<readonly Holding[]>;
  /** By the owning module's own verb. @returns whether there was still something to remove. */
  remove(deps: NoticeDeps, removal: Removal, subject: string): Promise<boolean>;
}

/** What is not there any more needs no removing: the act says so, or finds nothing. */
export async function unlessGone(code: ProblemCode, act: () => Promise<unknown>): Promise<boolean> {
  try {
    return (await act()) !== false;
  } catch (error) {
    if (error instanceof Problem && error.code === code) return false;
    throw error;
  }
}
