import { Secret } from "../../../packages/server/src/kernel/secret.ts";
import {
  type Claim,
  countPassed,
  createRateLimiter,
  createRequestLimiter,
  anywhereClaims,
  identityClaims,
  networkClaims,
  suspiciousSignUps,
  suspiciousTries,
  type LimitPolicy,
  requestLimits,
} from "../../../packages/server/src/platform/limits/index.ts";
import type { Runtime } from "../../../packages/server/src/main.ts";

/**
 * The limits of production with quotas that a load generator cannot use up. Leases stay as they are, so as many
 * requests as in production are counted in the database and not in memory.
 */
export function raisedLimits({ cluster }: Runtime): Pick<Runtime, "limiter" | "identities" | "isSuspiciousSignUp"> {
  const limiter = createRateLimiter({ sql: cluster.directory, key: new Secret(new Uint8Array(32).fill(7)) });
  const [auth, write, read, guard, record] = [
    requestLimits.auth,
    requestLimits.write,
    requestLimits.read,
    requestLimits.guard,
    requestLimits.record,
  ].map(({ address, account }) => ({ address: raised(address), account: raised(account) }));
  if (auth === undefined || write === undefined || read === undefined || guard === undefined || record === undefined)
    throw new Error("a class has no limits");
  const isPassed = async (claims: readonly Claim[]): Promise<boolean> =>
    (await countPassed(limiter, claims.map(raisedClaim))) > 0;
  return {
    isSuspiciousSignUp: (address) => isPassed(suspiciousSignUps(address)),
    limiter: createRequestLimiter(limiter, { auth, write, read, guard, record }, () => perKey),
    identities: {
      attempt: async (identity, address) => {
        await limiter.take(identityClaims(identity, address).map(raisedClaim));
      },
      fromNetwork: async (identity, address) => {
        await limiter.take(networkClaims(identity, address).map(raisedClaim));
      },
      fromAnywhere: async (identity) => {
        await limiter.take(anywhereClaims(identity).map(raisedClaim));
      },
      isSuspicious: (identity, address) => isPassed(suspiciousTries(identity, address)),
    },
  };
}

/** The lease is that of keys that may do 4000 requests per minute or more; others could not send what is sent here. */
const perKey: LimitPolicy = { name: "key", quota: 1_000_000_000, windowSeconds: 60, lease: 200 };

const raised = (policy: LimitPolicy): LimitPolicy => ({ ...policy, quota: 1_000_000_000 });

/** The limiter knows policies by identity: the same one must come out for the same one. */
const known = new Map<LimitPolicy, LimitPolicy>();

function raisedClaim({ policy, subject }: Claim): Claim {
  const found = known.get(policy) ?? raised(policy);
  known.set(policy, found);
  return { policy: found, subject };
}
