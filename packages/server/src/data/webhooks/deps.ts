import type { Log } from "../../kernel/log.ts";
import type { NoticeDeps } from "../../people/notices/index.ts";
import type { Egress } from "../../platform/egress/index.ts";
import type { RateLimiter } from "../../platform/limits/index.ts";
import type { DirectoryDeps } from "../../tenancy/directory/index.ts";

export interface WebhookDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly egress: Egress;
}

export interface WebhookVisitDeps extends WebhookDeps {
  readonly log: Log;
}

/** For what somebody may ask to be sent, as often as they like. */
export interface WebhookWishDeps extends WebhookDeps {
  readonly sendLimits: Pick<RateLimiter, "take">;
}
