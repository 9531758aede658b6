import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import { concerns, type Revocation, type Subjects } from "./entry.ts";
import { RecentRevocations } from "./recent.ts";

const accounts = [newId("account", 1), newId("account", 2)];
const users = [newId("user", 1), newId("user", 2)];
const sessions = [newId("session", 1), newId("session", 2)];

const revocation: fc.Arbitrary<Revocation> = fc.constantFrom(...accounts).chain((accountId) =>
  fc.oneof(
    fc.record({
      accountId: fc.constant(accountId),
      kind: fc.constant("session" as const),
      subject: fc.constantFrom(...sessions),
    }),
    fc.record({
      accountId: fc.constant(accountId),
      kind: fc.constant("user" as const),
      subject: fc.constantFrom(...users),
    }),
    fc.constant({ accountId, kind: "account" as const, subject: accountId }),
  ),
);
const subjects: fc.Arbitrary<Subjects> = fc.record({
  accountId: fc.constantFrom(...accounts),
  userId: fc.constantFrom(...users),
  sessionId: fc.constantFrom(...sessions),
});

describe("recent revocations", () => {
  test("tell what touched a value since it was read, exactly while they remember, and too much after", () => {
    const exact = fc.property(fc.array(revocation, { maxLength: 40 }), fc.nat(40), subjects, (all, since, value) => {
      const recent = new RecentRevocations(5);
      for (const each of all) recent.add(each);
      const later = all.slice(since);
      const touched = later.some((each) => concerns(each, value));
      const told = recent.touchedSince(Math.min(since, all.length), value);
      return told === touched || (told && later.length > 5);
    });
    expect(fc.check(exact, { numRuns: 1000 }).counterexample).toBe(null);
  });

  test("say that everything may be touched once they forgot", () => {
    const recent = new RecentRevocations(5);
    const before = recent.applied;
    recent.forget();
    const [accountId, other] = accounts;
    if (accountId === undefined || other === undefined) throw new Error("two accounts");
    expect(recent.touchedSince(before, { accountId })).toBe(true);
    expect(recent.touchedSince(recent.applied, { accountId })).toBe(false);
    const after = recent.applied;
    recent.add({ accountId: other, kind: "account", subject: other });
    expect(recent.touchedSince(after, { accountId })).toBe(false);
  });

  test("of another account never touch a value, even where they name its session", () => {
    const [accountId, other] = accounts;
    const [sessionId] = sessions;
    if (accountId === undefined || other === undefined || sessionId === undefined) throw new Error("no ids");
    const recent = new RecentRevocations(5);
    recent.add({ accountId, kind: "session", subject: sessionId });
    recent.add({ accountId: other, kind: "session", subject: sessionId });
    expect(recent.touchedSince(0, { accountId, sessionId })).toBe(true);
    expect(recent.touchedSince(1, { accountId, sessionId })).toBe(false);
  });
});
