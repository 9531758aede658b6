import type { WebhookDeliveryView, WebhookReplay, WebhookView } from "@holdfast/contract";

import { saySpan } from "../../design/time-text.ts";

export interface StateWords {
  readonly words: string;
  readonly tone: "good" | "warn" | "danger" | "plain";
}

/** How a webhook stands, and why it is off. */
export function webhookStateWords({ enabled, disabledFor, failingSince }: WebhookView): StateWords {
  if (disabledFor === "failing") return { words: "switched off: nothing got through for five days", tone: "danger" };
  if (disabledFor === "gone") return { words: "switched off: the receiver said it is gone", tone: "danger" };
  if (!enabled) return { words: "switched off", tone: "plain" };
  return failingSince === null ? { words: "on", tone: "good" } : { words: "nothing gets through", tone: "warn" };
}

export function deliveryStateWords({ state, attempts }: WebhookDeliveryView): StateWords {
  if (state === "delivered") return { words: "delivered", tone: "good" };
  if (state === "failed") return { words: "given up", tone: "danger" };
  return attempts === 0 ? { words: "on its way", tone: "plain" } : { words: "is tried again", tone: "warn" };
}

const failures: Readonly<Record<string, string>> = {
  notation: "the address is not written as usual",
  scheme: "the address is not encrypted",
  credentials: "the address names a user or a password",
  port: "nothing is sent to this port",
  name: "the name is not in public use",
  destination: "the name leads to no public address",
  unreachable: "nobody answered",
  tls_version: "the receiver does not speak TLS 1.3",
  certificate: "the certificate is not valid for the name",
  too_slow: "no answer in time",
  too_large: "the answer was too large",
  malformed: "the answer was not HTTP",
  redirected: "the answer was another address, which is not followed",
  event_gone: "the event is past its retention",
  disabled: "the webhook was switched off",
};

/** Why nothing was taken, in words; of a stream the status stands with it. */
export function failureWords(failure: string): string {
  const [, status] = /^status (\d{3})$/.exec(failure) ?? [];
  return status === undefined ? (failures[failure] ?? "a fault on our side") : `answered ${status}`;
}

/** What came of the last try; null before the first. */
export function resultWords({ state, status, failure, milliseconds }: WebhookDeliveryView): string | null {
  if (failure !== null && failure !== "status") return failureWords(failure);
  if (status === null) return state === "delivered" ? "taken" : null;
  return milliseconds === null ? `answered ${status}` : `answered ${status} in ${saySpan(milliseconds)}`;
}

export const triesWords = (attempts: number): string => {
  if (attempts === 0) return "not tried yet";
  return attempts === 1 ? "1 try" : `${attempts} tries`;
};

/** What a replay came to. */
export function replayWords({ queued, waiting }: Pick<WebhookReplay, "queued" | "waiting">): string {
  const onTheirWay = `${messages(waiting)} on ${waiting === 1 ? "its" : "their"} way already`;
  if (queued === 0) return waiting === 0 ? "Nothing was missed" : onTheirWay;
  return waiting === 0 ? `${messages(queued)} sent again` : `${messages(queued)} sent again, ${onTheirWay}`;
}

const messages = (count: number): string =>
  count === 1 ? "1 message is" : `${count.toLocaleString("en")} messages are`;
