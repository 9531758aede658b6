export { createRateLimiter, type RateLimiter, type RateLimiterOptions } from "./limiter.ts";
export type { Claim, LimitPolicy, RateFacts } from "./policy.ts";
export { createRequestLimiter, identityClaims, type RequestLimits, requestLimits } from "./request-limits.ts";
export { networkOf } from "./subject.ts";
