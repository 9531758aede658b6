import { createHmac, randomBytes } from "node:crypto";

import { Secret } from "../../kernel/secret.ts";

/** Standard Webhooks, "Symmetric": 24 to 64 random bytes, in base64 behind this. */
const prefix = "whsec_";

export const newSecret = (): Secret<string> => new Secret(prefix + randomBytes(32).toString("base64"));

export interface SignedMessage {
  /** The same for each try, so that the receiver can tell a repetition. */
  readonly id: string;
  /** Seconds since the epoch: when it is sent, so that an old message that somebody kept is refused. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks 1.0.0 ("Signature scheme"): HMAC-SHA256 over id, timestamp and body. Each active
 * secret gives a signature, and a receiver takes any of them.
 */
export const signatureHeaders = (
  { id, timestamp, body }: SignedMessage,
  secrets: readonly Secret<string>[],
): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> => ({
  "webhook-id": id,
  "webhook-timestamp": String(timestamp),
  "webhook-signature": secrets.map((secret) => `v1,${sign(secret, `${id}.${timestamp}.${body}`)}`).join(" "),
});

const sign = (secret: Secret<string>, content: string): string =>
  createHmac("sha256", Buffer.from(secret.reveal().replace(prefix, ""), "base64"))
    .update(content, "utf8")
    .digest("base64");
