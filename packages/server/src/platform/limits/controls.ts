import { minutes, monotonic, seconds } from "../../kernel/clock.ts";
import type { Control, Measurement } from "../../kernel/control.ts";
import { newId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import { createRateLimiter, type RateLimiter, type RateLimiterOptions } from "./limiter.ts";
import type { Claim, LimitPolicy } from "./policy.ts";

/** Exact, as for sign-ins. Nobody's: each measurement counts a subject of its own, which is pruned like any other. */
const policy: LimitPolicy = { name: "control", quota: 4, windowSeconds: 60, lease: 1 };

/** More than the quota from each of the two. */
const asksEach = 5;

/** Whether limits hold across processes. `live` is what requests are counted by, `options` what it was made with. */
export const limitControls = (live: Pick<RateLimiter, "take">, options: RateLimiterOptions): Control[] => [
  {
    name: "limits.shared_count",
    title: "Two processes together admit exactly as many requests as a limit allows",
    claims: ["C-137"],
    everyMs: minutes(5),
    timeoutMs: seconds(10),
    probe: () => probeCount(live, options),
  },
];

async function probeCount(live: Pick<RateLimiter, "take">, options: RateLimiterOptions): Promise<Measurement> {
  const claim: Claim = { policy, subject: newId("account", 0) };
  // Knows of the other what the store tells it, as another process would.
  const other = createRateLimiter(options);
  const startedAt = monotonic();
  const asked = Array.from({ length: asksEach }, () => [isAdmitted(live, claim), isAdmitted(other, claim)]).flat();
  const admitted = (await Promise.all(asked)).filter((isIn) => isIn).length;
  return {
    ok: admitted === policy.quota,
    evidence: {
      processes: 2,
      quota: policy.quota,
      asked: asked.length,
      admitted,
      milliseconds: Math.round(monotonic() - startedAt),
    },
  };
}

/** @throws whatever is not the limit's own refusal: a store that does not answer says nothing about counts. */
async function isAdmitted(limiter: Pick<RateLimiter, "take">, claim: Claim): Promise<boolean> {
  try {
    await limiter.take([claim]);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === "rate.limited") return false;
    throw error;
  }
}
