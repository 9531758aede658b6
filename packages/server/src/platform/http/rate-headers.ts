import type { FastifyReply } from "fastify";

import type { RateFacts } from "./options.ts";

/** draft-ietf-httpapi-ratelimit-headers: what is left, and the policy it is left of. */
export function setRateHeaders(reply: FastifyReply, facts: RateFacts): void {
  void reply.header("ratelimit", `"${facts.name}";r=${facts.remaining};t=${facts.resetSeconds}`);
  void reply.header("ratelimit-policy", `"${facts.name}";q=${facts.limit};w=${facts.windowSeconds}`);
}
