import { accountProblems } from "./problems/accounts.ts";
import { outgoingProblems } from "./problems/outgoing.ts";
import { oversightProblems } from "./problems/oversight.ts";
import { programProblems } from "./problems/programs.ts";
import { requestProblems } from "./problems/requests.ts";
import { wayInProblems } from "./problems/ways-in.ts";
import type { ProblemSpec } from "./problems/problem-spec.ts";

/** Every refusal the API can give (RFC 9457). Codes are permanent: add freely, never rename, never reuse. */
export const problems = {
  ...requestProblems,
  ...wayInProblems,
  ...programProblems,
  ...accountProblems,
  ...oversightProblems,
  ...outgoingProblems,
} as const satisfies Record<string, ProblemSpec>;

export type { ProblemSpec };

export type ProblemCode = keyof typeof problems;
export const isProblemCode = (raw: string): raw is ProblemCode => Object.hasOwn(problems, raw);

/** An RFC 9457 problem as sent. `errors` names the faulty fields of a malformed request; values are never echoed. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly instance: string;
  readonly detail?: string;
  readonly advice: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}
