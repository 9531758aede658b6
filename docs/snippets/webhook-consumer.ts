import { createHmac, timingSafeEqual } from "node:crypto";

/** How far the clocks of sender and receiver may be apart, and for how long a message that somebody kept is taken. */
const toleranceSeconds = 300;

export interface WebhookHeaders {
  readonly "webhook-id"?: string | undefined;
  readonly "webhook-timestamp"?: string | undefined;
  readonly "webhook-signature"?: string | undefined;
}

/** The message, if it is genuine and new enough. `body` is what arrived, byte by byte. @throws if it is not */
export function verify(secret: string, headers: WebhookHeaders, body: string, now = Date.now()): unknown {
  const { "webhook-id": id = "", "webhook-timestamp": timestamp = "", "webhook-signature": signatures = "" } = headers;
  if (id === "" || !/^\d{1,12}$/.test(timestamp)) throw new Error("not a webhook");
  if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) throw new Error("an old webhook");
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  // Of a setting that is missing the key would be empty, and anybody can sign by that.
  if (key.length < 24) throw new Error("not the secret of a webhook");
  const wanted = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  const isWanted = (signature: string): boolean => {
    const [version, value = ""] = signature.split(",");
    const given = Buffer.from(value, "base64");
    return version === "v1" && given.length === wanted.length && timingSafeEqual(given, wanted);
  };
  // Two while a secret is being replaced.
  if (!signatures.split(" ").some(isWanted)) throw new Error("a forged webhook");
  return JSON.parse(body);
}
