import { describe, expect, test } from "vitest";

import { hours, minutes, seconds } from "../../kernel/clock.ts";
import type { Outcome } from "./attempt.ts";
import type { Delivery } from "./delivery-store.ts";
import { healthAfter, settledOf } from "./settle.ts";

const now = 1_000_000_000;
const delivery: Delivery = {
  messageId: "evt_1",
  event: "user.created",
  state: "waiting",
  attempts: 1,
  queuedAt: now,
  dueAt: now,
  attemptedAt: null,
  status: null,
  failure: null,
  durationMs: null,
};
const outcome = (change: Partial<Outcome> = {}): Outcome => ({
  delivery,
  delivered: false,
  status: 500,
  failure: "status",
  retryAfterMs: 0,
  durationMs: 12,
  final: false,
  counts: true,
  ...change,
});
const got = outcome({ delivered: true, status: 200, failure: null });
const well = { failures: 0, failingSince: null, restsUntil: null, deliveredAt: null };

describe("a try", () => {
  test("that got through settles its message", () => {
    expect(settledOf(got, now)).toMatchObject({ state: "delivered", status: 200, failure: null, durationMs: 12 });
  });

  test("that failed is followed by the next one", () => {
    const { state, dueAt } = settledOf(outcome(), now);
    expect([state, dueAt >= now + seconds(5), dueAt < now + seconds(6)]).toEqual(["waiting", true, true]);
  });

  test("is the last one after eleven, after 24 hours, and where nothing can be sent any more", () => {
    const eleventh = outcome({ delivery: { ...delivery, attempts: 11 } });
    const late = outcome({ delivery: { ...delivery, attempts: 9, queuedAt: now - hours(20) } });
    const gone = outcome({ final: true, failure: "event_gone" });
    expect([eleventh, late, gone].map((each) => settledOf(each, now).state)).toEqual(["failed", "failed", "failed"]);
  });
});

describe("how a webhook does", () => {
  test("is forgotten with the first message that gets through", () => {
    const failing = { failures: 7, failingSince: 1, restsUntil: now, deliveredAt: null };
    expect(healthAfter(failing, [outcome(), got], now)).toEqual({ ...well, deliveredAt: now });
  });

  test("gets worse with each that does not, from the first on", () => {
    const once = healthAfter(well, [outcome()], now);
    expect(once).toEqual({ ...well, failures: 1, failingSince: now });
    const five = healthAfter(
      once,
      Array.from({ length: 4 }, () => outcome()),
      now + minutes(1),
    );
    expect(five).toEqual({
      failures: 5,
      failingSince: now,
      restsUntil: now + minutes(1) + seconds(30),
      deliveredAt: null,
    });
  });

  test("is not judged by a message whose event is gone", () => {
    expect(healthAfter(well, [outcome({ counts: false, final: true })], now)).toEqual(well);
  });
});
