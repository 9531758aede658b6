import type { ProblemCode } from "@holdfast/contract";

/** The refusals that are about a new password, wherever it is typed. */
export const newPasswordCodes = [
  "password.too_short",
  "password.too_long",
  "password.guessable",
  "password.common",
  "password.breached",
] as const satisfies readonly ProblemCode[];

/** These refusals told at one field. */
export const tellPasswordAt = <N extends string>(name: N): Record<(typeof newPasswordCodes)[number], N> => ({
  "password.too_short": name,
  "password.too_long": name,
  "password.guessable": name,
  "password.common": name,
  "password.breached": name,
});
