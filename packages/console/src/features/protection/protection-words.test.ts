import type { ProtectionEventView } from "@holdfast/contract";
import { expect, test } from "vitest";

import { byDay, countByCountry, gravityOf } from "./protection-words.ts";

const event = (change: Partial<ProtectionEventView>): ProtectionEventView => ({
  id: "sgt_00000000000000000000000001",
  user: "usr_00000000000000000000000001",
  at: "2026-11-22T10:00:00.000Z",
  kind: "password",
  outcome: "signed_in",
  decision: "nothing",
  reasons: [],
  address: "192.0.2.7",
  country: "EE",
  network: 64_500,
  browser: "Firefox",
  system: "Linux",
  ...change,
});

test("a try to sign in is as grave as what was done about it", () => {
  expect(gravityOf(event({}))).toBe("calm");
  expect(gravityOf(event({ decision: "notice" }))).toBe("odd");
  expect(gravityOf(event({ outcome: "asked_by_mail", decision: "factor" }))).toBe("odd");
  expect(gravityOf(event({ outcome: "blocked", decision: "block" }))).toBe("stopped");
  expect(gravityOf(event({ outcome: "refused" }))).toBe("stopped");
});

test("a country is as grave as the gravest that came from it, and nowhere is no country", () => {
  const events = [
    event({}),
    event({ decision: "notice" }),
    event({ country: "BR", outcome: "blocked" }),
    event({ country: null }),
  ];
  expect(countByCountry(events)).toEqual([
    { country: "EE", all: 2, odd: 1, stopped: 0, gravity: "odd" },
    { country: "BR", all: 1, odd: 0, stopped: 1, gravity: "stopped" },
  ]);
});

test("events are told day by day", () => {
  // Within one minute, so that they are of one day in every time zone.
  const days = byDay([event({}), event({ at: "2026-11-20T10:00:40.000Z" }), event({ at: "2026-11-20T10:00:20.000Z" })]);
  expect(days.map(([, events]) => events.length)).toEqual([1, 2]);
});
