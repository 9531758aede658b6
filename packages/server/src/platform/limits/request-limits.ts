import type { RateClass } from "@holdfast/contract";

import type { RateLimiter } from "./limiter.ts";
import type { Claim, LimitPolicy, RateFacts } from "./policy.ts";
import { networkOf } from "./subject.ts";

/** What an address and an account may do on routes of one class. */
export interface RequestLimits {
  readonly address: LimitPolicy;
  readonly account: LimitPolicy;
}

/**
 * The limits of every route. Those that guess at passwords or send mail are exact and strict; for the others a process
 * leases a share, so that a request costs the database nothing.
 */
export const requestLimits: Readonly<Record<RateClass, RequestLimits>> = {
  auth: {
    address: { name: "auth-address", quota: 30, windowSeconds: 60, lease: 1 },
    account: { name: "auth-account", quota: 120, windowSeconds: 60, lease: 1 },
  },
  write: {
    address: { name: "write-address", quota: 300, windowSeconds: 60, lease: 10 },
    account: { name: "write-account", quota: 1200, windowSeconds: 60, lease: 20 },
  },
  read: {
    address: { name: "read-address", quota: 1200, windowSeconds: 60, lease: 60 },
    account: { name: "read-account", quota: 6000, windowSeconds: 60, lease: 200 },
  },
  // A thousand guards behind one address renew four times in a second, and each asks for the tokens it has not seen.
  guard: {
    address: { name: "guard-address", quota: 600_000, windowSeconds: 60, lease: 5000 },
    account: { name: "guard-account", quota: 600_000, windowSeconds: 60, lease: 5000 },
  },
  // Batches of up to a hundred events; a product may write for all its accounts from one address.
  record: {
    address: { name: "record-address", quota: 12_000, windowSeconds: 60, lease: 200 },
    account: { name: "record-account", quota: 3000, windowSeconds: 60, lease: 100 },
  },
};

const keyPolicies = new Map<number, LimitPolicy>();

/** What an API key may do, whatever the route. One policy for all keys of a quota: the limiter knows policies by identity. */
function keyLimit(requestsPerMinute: number): LimitPolicy {
  const known = keyPolicies.get(requestsPerMinute);
  if (known !== undefined) return known;
  const lease = Math.min(Math.max(1, Math.floor(requestsPerMinute / 20)), 200);
  const policy = { name: `key-${requestsPerMinute}`, quota: requestsPerMinute, windowSeconds: 60, lease };
  keyPolicies.set(requestsPerMinute, policy);
  return policy;
}

interface Subjects {
  readonly address: string | null;
  readonly accountId: string | null;
  readonly key?: { readonly id: string; readonly requestsPerMinute: number } | null;
}

/** Limits requests by class, network, account and API key, as the HTTP server asks for it. */
export function createRequestLimiter(
  limiter: Pick<RateLimiter, "take">,
  limits = requestLimits,
  limitOfKey: (requestsPerMinute: number) => LimitPolicy = keyLimit,
) {
  return {
    take(rate: RateClass, { address, accountId, key }: Subjects): RateFacts | Promise<RateFacts> {
      const { address: perAddress, account: perAccount } = limits[rate];
      const claims: Claim[] = [];
      if (address !== null) claims.push({ policy: perAddress, subject: networkOf(address) });
      if (accountId !== null) claims.push({ policy: perAccount, subject: accountId });
      if (key !== undefined && key !== null)
        claims.push({ policy: limitOfKey(key.requestsPerMinute), subject: key.id });
      return limiter.take(claims);
    },
  };
}

const identityFromNetwork: LimitPolicy = { name: "identity-network", quota: 10, windowSeconds: 300, lease: 1 };
const identity: LimitPolicy = { name: "identity", quota: 100, windowSeconds: 3600, lease: 1 };
const identitiesFromNetwork: LimitPolicy = { name: "identities-network", quota: 300, windowSeconds: 3600, lease: 1 };

/**
 * What a try at one identity (an account and an address of a person in it) counts against, whether or not it exists.
 * Several counts, so that a stranger who burns the tries of their network does not lock the person out from another one;
 * and one of all identities that a network tries, so that one password is not tried at everybody.
 */
export const identityClaims = (subject: string, address: string): Claim[] => [
  ...networkClaims(subject, address),
  ...anywhereClaims(subject),
];

/** Those of the network that tries. */
export const networkClaims = (subject: string, address: string): Claim[] => [
  { policy: identityFromNetwork, subject: `${subject} ${networkOf(address)}` },
  { policy: identitiesFromNetwork, subject: networkOf(address) },
];

/** The one that everybody's tries at an identity burn, its owner's too: counted last, once the others are passed. */
export const anywhereClaims = (subject: string): Claim[] => [{ policy: identity, subject }];
