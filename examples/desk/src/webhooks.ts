import { createHmac, timingSafeEqual } from "node:crypto";

import type { FastifyInstance, FastifyRequest } from "fastify";

import { type Sql, withAccount } from "./database.ts";
import type { Watchers } from "./live.ts";
import { forgetPerson } from "./people-store.ts";
import { refuse } from "./refusal.ts";

export interface WebhookDeps {
  readonly sql: Sql;
  readonly watchers: Watchers;
  /** The secret of each customer's webhook (`whsec_…`), by the account's id. */
  readonly webhookSecrets: ReadonlyMap<string, string>;
}

/**
 * Hears from Holdfast who has left a customer, and forgets what they are called. A message may come twice, which changes
 * nothing, and for each customer there is an address and a secret: whoever has one customer's can speak of no other's.
 */
export function webhookRoute(app: FastifyInstance, { sql, watchers, webhookSecrets }: WebhookDeps): void {
  // What is signed are the bytes, not what a parser makes of them.
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.post<{ Params: { account: string }; Body: string }>("/webhooks/:account", async (request, reply) => {
    const { account } = request.params;
    const secret = webhookSecrets.get(account);
    if (secret === undefined || !isAuthentic(secret, request, Date.now())) return refuse(reply, "webhook.refused");
    const left = whoLeft(request.body);
    if (left !== null) {
      await withAccount(sql, account, (tx) => forgetPerson(tx, left));
      watchers.tell(account);
    }
    return reply.code(204).send();
  });
}

const toleranceMs = 5 * 60_000;

/** Standard Webhooks 1.0.0: HMAC-SHA256 over id, timestamp and body, by any secret that is active, and not long ago. */
function isAuthentic(secret: string, { headers, body }: FastifyRequest<{ Body: string }>, now: number): boolean {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures } = headers;
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signatures !== "string") return false;
  // A message that somebody kept is worth nothing later. NaN is not below the tolerance either.
  if (!(Math.abs(now - Number(timestamp) * 1000) < toleranceMs)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  // Of a setting that was left empty the key would be empty, and anybody can sign by that.
  if (key.length < 24) return false;
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  return signatures.split(" ").some((signature) => isSame(signature, expected));
}

function isSame(signature: string, expected: Buffer): boolean {
  const [version, encoded = ""] = signature.split(",", 2);
  const given = Buffer.from(encoded, "base64");
  return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
}

const partings: ReadonlySet<string> = new Set(["user.deleted", "user.erased"]);

/** The user of whom a message says that they are gone; null for every other message. */
function whoLeft(body: string): string | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Holdfast signed it: its contract's WebhookMessage
  const { type, data } = JSON.parse(body) as { type: string; data: { target?: { id: string } | null } };
  return partings.has(type) ? (data.target?.id ?? null) : null;
}
