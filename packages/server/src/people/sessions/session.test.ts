import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { hours, minutes } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { parseDevice, type Session, sessionView, stateOf, touchLagMs } from "./session.ts";

const start = Date.parse("2026-03-01T12:00:00.000Z");
const session: Session = {
  id: newId("session", start),
  userId: newId("user", start),
  createdAt: start,
  lastSeenAt: start,
  provedAt: start,
  factorProvedAt: null,
  factorDueAt: null,
  methods: ["password"],
  expiresAt: start + hours(24),
  idleMs: minutes(30),
  revokedAt: null,
};

const moment = fc.integer({ min: start - hours(1), max: start + hours(48) });
const anySession = fc.record({
  lastSeenAt: moment,
  expiresAt: moment,
  idleMs: fc.integer({ min: minutes(5), max: hours(24) }),
  revokedAt: fc.option(moment),
});

describe("a session", () => {
  test("is live from its beginning", () => {
    expect(stateOf(session, start)).toBe("live");
  });

  test("ends at its absolute limit, to the millisecond, however lately it was used [C-120]", () => {
    const used = { ...session, lastSeenAt: session.expiresAt - 1 };
    expect(stateOf(used, session.expiresAt - 1)).toBe("live");
    expect(stateOf(used, session.expiresAt)).toBe("expired");
  });

  test("ends of idleness, never early and at most a minute late [C-129]", () => {
    expect(stateOf(session, start + session.idleMs + touchLagMs - 1)).toBe("live");
    expect(stateOf(session, start + session.idleMs + touchLagMs)).toBe("idle_expired");
    expect(touchLagMs).toBeLessThanOrEqual(minutes(1));
  });

  test("is over once it was revoked, whatever the clock says [C-124]", () => {
    fc.assert(
      fc.property(anySession, moment, moment, (row, revokedAt, now) => {
        expect(stateOf({ ...row, revokedAt }, now)).toBe("revoked");
      }),
    );
  });

  test("is live exactly while nothing ended it [C-120] [C-129]", () => {
    fc.assert(
      fc.property(anySession, moment, (row, now) => {
        const ended = row.revokedAt !== null || now >= row.expiresAt || now >= row.lastSeenAt + row.idleMs + touchLagMs;
        expect(stateOf(row, now) === "live").toBe(!ended);
      }),
    );
  });

  test("never comes back to life by waiting", () => {
    fc.assert(
      fc.property(anySession, moment, fc.nat(hours(48)), (row, now, later) => {
        fc.pre(stateOf(row, now) !== "live");
        expect(stateOf(row, now + later)).not.toBe("live");
      }),
    );
  });
});

describe("a session as its owner sees it", () => {
  const device = { kind: "desktop", browser: "Firefox 142", system: "Linux", address: "203.0.113.7", country: "EE" };

  test("shows device, browser, place, address and times [C-128]", () => {
    expect(sessionView(session, device, null)).toEqual({
      id: session.id,
      current: false,
      createdAt: "2026-03-01T12:00:00.000Z",
      lastSeenAt: "2026-03-01T12:00:00.000Z",
      expiresAt: "2026-03-02T12:00:00.000Z",
      device: { kind: "desktop", browser: "Firefox 142", system: "Linux" },
      address: "203.0.113.7",
      country: "EE",
      methods: ["password"],
    });
  });

  test("is told from the others when it is the one that asks", () => {
    expect(sessionView(session, device, session.id).current).toBe(true);
    expect(sessionView(session, device, newId("session", start)).current).toBe(false);
  });

  test("is not made from a row that holds something else", () => {
    expect(parseDevice(JSON.stringify(device))).toEqual(device);
    for (const other of ["{}", "null", "[]", JSON.stringify({ ...device, address: 7 })]) {
      expect(() => parseDevice(other)).toThrow(Error);
    }
  });
});
