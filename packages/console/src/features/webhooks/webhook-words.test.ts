import type { WebhookDeliveryView, WebhookView } from "@holdfast/contract";
import { describe, expect, test } from "vitest";

import {
  deliveryStateWords,
  failureWords,
  replayWords,
  resultWords,
  triesWords,
  webhookStateWords,
} from "./webhook-words.ts";

const webhook: WebhookView = {
  id: "whk_01kam2v0000000000000000000",
  url: "https://hooks.tidewater.example/holdfast",
  description: "",
  events: ["*"],
  enabled: true,
  disabledFor: null,
  failingSince: null,
  deliveredAt: null,
  previousSecretEndsAt: null,
  createdAt: "2026-11-22T03:16:07.120Z",
};

const delivery: WebhookDeliveryView = {
  message: "evt_01kam2v0000000000000000000",
  event: "user.created",
  state: "waiting",
  attempts: 0,
  queuedAt: "2026-11-22T03:16:07.120Z",
  attemptedAt: null,
  nextAttemptAt: null,
  status: null,
  failure: null,
  milliseconds: null,
};

describe("a webhook in words", () => {
  test("is on, or nothing gets through", () => {
    expect(webhookStateWords(webhook).words).toBe("on");
    expect(webhookStateWords({ ...webhook, failingSince: webhook.createdAt }).words).toBe("nothing gets through");
  });

  test("says why it is off", () => {
    const off = (disabledFor: WebhookView["disabledFor"]) =>
      webhookStateWords({ ...webhook, enabled: false, disabledFor }).words;
    expect(off("administrator")).toBe("switched off");
    expect(off("failing")).toBe("switched off: nothing got through for five days");
    expect(off("gone")).toBe("switched off: the receiver said it is gone");
  });
});

describe("a delivery in words", () => {
  test("is on its way, tried again, delivered or given up", () => {
    const words = (of: Partial<WebhookDeliveryView>) => deliveryStateWords({ ...delivery, ...of }).words;
    expect(words({})).toBe("on its way");
    expect(words({ attempts: 1 })).toBe("is tried again");
    expect(words({ state: "delivered" })).toBe("delivered");
    expect(words({ state: "failed" })).toBe("given up");
  });

  test("says what was answered, or why nothing was", () => {
    expect(resultWords(delivery)).toBeNull();
    expect(resultWords({ ...delivery, status: 204, milliseconds: 12 })).toBe("answered 204 in 12 ms");
    expect(resultWords({ ...delivery, status: 500, failure: "status", milliseconds: 12 })).toBe(
      "answered 500 in 12 ms",
    );
    expect(resultWords({ ...delivery, failure: "unreachable" })).toBe("nobody answered");
    expect(resultWords({ ...delivery, failure: "internal" })).toBe("a fault on our side");
  });

  test("of a stream says the status, too", () => {
    expect(failureWords("status 503")).toBe("answered 503");
    expect(failureWords("too_slow")).toBe("no answer in time");
  });

  test("counts its tries", () => {
    expect([0, 1, 2].map(triesWords)).toEqual(["not tried yet", "1 try", "2 tries"]);
  });
});

test("a replay in words says what is sent again, and what comes without it", () => {
  const words = (queued: number, waiting: number) => replayWords({ queued, waiting });
  expect(words(0, 0)).toBe("Nothing was missed");
  expect(words(1, 0)).toBe("1 message is sent again");
  expect(words(0, 1)).toBe("1 message is on its way already");
  expect(words(1200, 2)).toBe("1,200 messages are sent again, 2 messages are on their way already");
});
