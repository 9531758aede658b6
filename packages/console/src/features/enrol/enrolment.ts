import type { BegunTotp } from "../factors/use-set-up.ts";

/** The kinds of factor that one can set up. */
export type FactorKind = "passkey" | "totp";

/** Where somebody stands who sets up a second factor for the first time. */
export type EnrolStep =
  | { readonly at: "choose" }
  | { readonly at: "app"; readonly begun: BegunTotp }
  | { readonly at: "codes" }
  | { readonly at: "try" }
  | { readonly at: "done" };

export interface Held {
  readonly totp: object | null;
  readonly passkeys: number;
  readonly recoveryCodes: object | null;
}

/** Where to go on, after a reload as well: what is set up already is not asked for again. */
export function firstStep(held: Held): EnrolStep {
  if (held.totp === null && held.passkeys === 0) return { at: "choose" };
  return held.recoveryCodes === null ? { at: "codes" } : { at: "done" };
}

/** What can be tried out: a recovery code would be used up by it. */
export const triable = ({ totp, passkeys }: Held): FactorKind[] => [
  ...(passkeys > 0 ? ["passkey" as const] : []),
  ...(totp === null ? [] : ["totp" as const]),
];

export const enrolStages = ["Choose", "Keep codes", "Try it", "Done"] as const;

export const stageOf = ({ at }: EnrolStep): number => ({ choose: 0, app: 0, codes: 1, try: 2, done: 3 })[at];
