import type { AccountId, WebhookId } from "@holdfast/contract";

import type { LimitPolicy } from "../../platform/limits/index.ts";
import type { WebhookWishDeps } from "./deps.ts";

const minutely = (name: string, quota: number): LimitPolicy => ({ name, quota, windowSeconds: 60, lease: 1 });

/**
 * How often somebody may ask for messages beside those that events make. An address may be a stranger's, who did not ask
 * for them: so of one webhook, and of an account, whose webhooks may all lead to the same one.
 */
const limits = {
  test: { webhook: minutely("webhook-tests", 10), account: minutely("webhook-tests-account", 30) },
  replay: { webhook: minutely("webhook-replays", 6), account: minutely("webhook-replays-account", 30) },
} as const;

/** @throws Problem(`rate.limited`) */
export async function countWish(
  { sendLimits }: Pick<WebhookWishDeps, "sendLimits">,
  wish: keyof typeof limits,
  { accountId, id }: { readonly accountId: AccountId; readonly id: WebhookId },
): Promise<void> {
  const { webhook, account } = limits[wish];
  await sendLimits.take([
    { policy: webhook, subject: `${accountId} ${id}` },
    { policy: account, subject: accountId },
  ]);
}
