export { limitControls } from "./controls.ts";
export { createRateLimiter, type RateLimiter, type RateLimiterOptions } from "./limiter.ts";
export type { Claim, LimitPolicy } from "./policy.ts";
export { captchasAsked, countPassed, suspiciousSignUps, suspiciousTries } from "./suspicion.ts";
export { networkOf } from "./subject.ts";
export {
  anywhereClaims,
  createRequestLimiter,
  identityClaims,
  networkClaims,
  requestLimits,
} from "./request-limits.ts";
