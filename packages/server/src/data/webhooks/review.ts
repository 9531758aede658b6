import { type ReviewSource, unlessGone } from "../../people/reviews/index.ts";
import { listWebhookRows } from "./store.ts";
import { dropWebhook } from "./webhooks.ts";

/** A webhook is the account's, whoever made it, and stays when they leave: a review asks whether it is still needed. */
export const webhookSource: ReviewSource = {
  kind: "webhook",
  right: "webhooks:manage",
  async list(scope) {
    const rows = await listWebhookRows(scope);
    return rows.map(({ id, createdAt, deliveredAt }) => ({
      subject: id,
      userId: null,
      role: null,
      since: createdAt,
      lastUsedAt: deliveredAt,
    }));
  },
  remove: (_deps, { scope, origin }, id) => unlessGone("webhook.not_found", () => dropWebhook(scope, id, origin)),
};
