export { createGuard, type Guard, type GuardOptions, type Identity, type Needs } from "./guard.ts";
export { type GuardCode, GuardProblem } from "./guard-problem.ts";
export type { Trouble } from "./rounds.ts";
export type { Clocks } from "./trust.ts";
