/** How much one subject (an address, an account, an identity) may do. */
export interface LimitPolicy {
  /** Names the policy to clients and keeps its counts apart from those of other policies. */
  readonly name: string;
  /** Units that a subject gets in any window of this length, wherever the window begins. */
  readonly quota: number;
  readonly windowSeconds: number;
  /**
   * Units that a process takes from the shared count at once, to spend from memory. At 1 the count is exact: each unit
   * is counted where all processes see it. At n no process ever admits more, but one may refuse while others still hold
   * up to n - 1 units each, for at most a quarter of the window.
   */
  readonly lease: number;
}

/** What one request counts against. */
export interface Claim {
  readonly policy: LimitPolicy;
  readonly subject: string;
}

/** What the headers of an answer say (draft-ietf-httpapi-ratelimit-headers): the policy, and what is left of it. */
export interface RateFacts {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Until some of what was used comes back. */
  readonly resetSeconds: number;
}

/**
 * A window is counted as this many slots and the running one. All of the oldest counts until it is past, so a window
 * never holds more than the quota, and a steady rate of 4/5 of the quota is never refused.
 */
const slotsPerWindow = 4;
export const countedSlots = slotsPerWindow + 1;

export const slotMsOf = (policy: LimitPolicy): number => (policy.windowSeconds * 1000) / slotsPerWindow;

/** @throws RangeError for a policy that could not be kept. */
export function assertPolicy(policy: LimitPolicy): void {
  const { name, quota, windowSeconds, lease } = policy;
  const whole = [quota, windowSeconds, lease].every((n) => Number.isSafeInteger(n) && n > 0);
  if (!whole || quota > 1_000_000_000 || windowSeconds > 7 * 86_400 || lease > quota) {
    throw new RangeError(`limit ${name} needs a quota, a window of at most a week, and a lease within the quota`);
  }
}
