import { Problem } from "../../kernel/problem.ts";
import type { RateLimiter } from "./limiter.ts";
import type { Claim, LimitPolicy } from "./policy.ts";
import { networkOf } from "./subject.ts";

/** Soft limits: who passes one is not refused, but has to show that they are no program. */
const soft = {
  identityFromNetwork: { name: "soft-identity-network", quota: 5, windowSeconds: 300, lease: 1 },
  identity: { name: "soft-identity", quota: 20, windowSeconds: 3600, lease: 1 },
  identitiesFromNetwork: { name: "soft-network", quota: 20, windowSeconds: 600, lease: 1 },
  signUpsFromNetwork: { name: "soft-sign-ups", quota: 5, windowSeconds: 3600, lease: 1 },
} as const satisfies Record<string, LimitPolicy>;

/** How often a network asks for CAPTCHAs before they get harder, each time. */
const captchas = [5, 20, 60].map((quota): LimitPolicy => ({
  name: `captchas-${quota}`,
  quota,
  windowSeconds: 600,
  lease: 1,
}));

/**
 * One identity from one network, one identity from many, and many identities from one network. Each counts what was
 * tried, whether or not it exists.
 */
export const suspiciousTries = (subject: string, address: string): Claim[] => [
  { policy: soft.identityFromNetwork, subject: `${subject} ${networkOf(address)}` },
  { policy: soft.identity, subject },
  { policy: soft.identitiesFromNetwork, subject: networkOf(address) },
];

export const suspiciousSignUps = (address: string): Claim[] => [
  { policy: soft.signUpsFromNetwork, subject: networkOf(address) },
];

export const captchasAsked = (network: string): Claim[] => captchas.map((policy) => ({ policy, subject: network }));

/**
 * Counts against each, and says how many have been passed.
 * @throws Problem(`service.unavailable`): who cannot be counted is not let through
 */
export async function countPassed(limiter: Pick<RateLimiter, "take">, claims: readonly Claim[]): Promise<number> {
  const passed = await Promise.all(claims.map((claim) => isPassed(limiter, claim)));
  return passed.filter((one) => one).length;
}

async function isPassed(limiter: Pick<RateLimiter, "take">, claim: Claim): Promise<boolean> {
  try {
    await limiter.take([claim]);
    return false;
  } catch (error) {
    if (error instanceof Problem && error.code === "rate.limited") return true;
    throw error;
  }
}
