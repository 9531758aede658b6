import type { IncomingHttpHeaders } from "node:http";

import type { FastifyInstance } from "fastify";

import { verify } from "../../../docs/snippets/webhook-consumer.ts";
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
    const message = messageOf(webhookSecrets.get(account), request);
    if (message === null) return refuse(reply, "webhook.refused");
    const left = whoLeft(message);
    if (left !== null) {
      await withAccount(sql, account, (tx) => forgetPerson(tx, left));
      watchers.tell(account);
    }
    return reply.code(204).send();
  });
}

/** What the guide's own receiver takes: signed by any secret that is active, and not long ago. Null for all else. */
function messageOf(secret: string | undefined, request: { headers: IncomingHttpHeaders; body: string }): unknown {
  if (secret === undefined) return null;
  const one = (name: string): string | undefined => {
    const value = request.headers[name];
    return typeof value === "string" ? value : undefined;
  };
  const headers = {
    "webhook-id": one("webhook-id"),
    "webhook-timestamp": one("webhook-timestamp"),
    "webhook-signature": one("webhook-signature"),
  };
  try {
    return verify(secret, headers, request.body);
  } catch {
    return null;
  }
}

const partings: ReadonlySet<string> = new Set(["user.deleted", "user.erased"]);

/** The user of whom a message says that they are gone; null for every other message. */
function whoLeft(message: unknown): string | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Holdfast signed it: its contract's WebhookMessage
  const { type, data } = message as { type: string; data: { target?: { id: string } | null } };
  return partings.has(type) ? (data.target?.id ?? null) : null;
}
