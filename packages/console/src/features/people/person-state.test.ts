import type { StandingView, UserView } from "@holdfast/contract";
import { describe, expect, test } from "vitest";

import { factorWords, isNamed, isUnseen, matches } from "./person-state.ts";

const now = Date.parse("2026-11-22T00:00:00Z");
const user: UserView = {
  id: "usr_00000000000000000000000001",
  email: "bela@tidewater.example",
  name: "Béla Okonkwo",
  role: "developer",
  emailVerified: true,
  suspended: false,
  createdAt: "2026-01-01T00:00:00.000Z",
};
const standing: StandingView = { user: user.id, protected: false, factors: [], sessions: 0, lastSeenAt: null };

describe("somebody in the list of people", () => {
  test("is found by parts of name and address", () => {
    expect([isNamed(user, " okon"), isNamed(user, "TIDE"), isNamed(user, "ada")]).toEqual([true, true, false]);
  });

  test("counts as unseen after a month without a sign, and not while they are new", () => {
    expect(isUnseen(user, standing, now)).toBe(true);
    expect(isUnseen({ ...user, createdAt: "2026-11-01T00:00:00.000Z" }, standing, now)).toBe(false);
    expect(isUnseen(user, { ...standing, lastSeenAt: "2026-11-20T00:00:00.000Z" }, now)).toBe(false);
  });

  test("who is suspended is in no list of what to mend", () => {
    const suspended = { ...user, suspended: true };
    expect(matches("unprotected", user, standing, now)).toBe(true);
    expect(matches("unprotected", suspended, standing, now)).toBe(false);
    expect(matches("unseen", suspended, standing, now)).toBe(false);
    expect(matches("suspended", suspended, standing, now)).toBe(true);
  });
});

test("second factors are named in one phrase", () => {
  expect(factorWords(standing)).toBe("No second factor");
  expect(factorWords({ ...standing, protected: true, factors: ["passkey", "recovery_code"] })).toBe(
    "Passkey, recovery codes",
  );
  expect(factorWords({ ...standing, protected: true })).toBe("Second factor out of use");
});
