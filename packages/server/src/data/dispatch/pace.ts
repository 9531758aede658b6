import { seconds } from "../../kernel/clock.ts";

/** How often an account is looked at of which nobody has heard anything: another process may have died on an event. */
const idleMs = seconds(30);
/** An event has its place in the log by then, as a rule. */
const comingMs = 500;

/** Nothing begins later in a visit: a receiver that takes its time keeps one of few places from other accounts. */
export const visitMs = seconds(30);

/** When to come again to an account of which something is coming, or is due then. */
export const nextVisit = (now: number, { isComing, dueAt }: { isComing: boolean; dueAt: number | null }): number =>
  Math.min(now + (isComing ? comingMs : idleMs), dueAt ?? Infinity);
