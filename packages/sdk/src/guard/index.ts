export { createGuard, type Guard, type GuardOptions, type Presented } from "./guard.ts";
export { type GuardCode, GuardProblem } from "./guard-problem.ts";
export type { Identity, Needs } from "./identity.ts";
export type { Trouble } from "./troubles.ts";
export type { Clocks } from "./trust.ts";
