import type { FastifyReply } from "fastify";

import type { RateFacts } from "./options.ts";

/** draft-ietf-httpapi-ratelimit-headers: what is left, and the policy it is left of. */
export function setRateHeaders(reply: FastifyReply, facts: RateFacts): void {
  void reply.header("ratelimit", `"default";r=${facts.remaining};t=${facts.resetSeconds}`);
  void reply.header("ratelimit-policy", `"default";q=${facts.limit};w=${facts.windowSeconds}`);
}
