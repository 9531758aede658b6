import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import type { Caller } from "../../platform/http/index.ts";
import type { RevocationView } from "../../tenancy/revocation/index.ts";
import {
  createSessionMemory,
  memoryKey,
  recall,
  recallClaims,
  remember,
  type SessionMemory,
  sweep,
  type Verified,
} from "./session-memory.ts";

const start = Date.parse("2026-03-01T12:00:00.000Z");
const seconds = (ms: number): number => Math.floor(ms / 1000);

/** The revocation log as a verifier sees it, moved by hand. */
class View implements RevocationView {
  isFresh = true;
  count = 0;
  touched = new Set<string>();
  fresh = (): boolean => this.isFresh;
  applied = (): number => this.count;
  touchedSince = (_applied: number, { sessionId }: { sessionId?: string }): boolean =>
    this.touched.has(sessionId ?? "");

  revoke(sessionId: string): void {
    this.count += 1;
    this.touched.add(sessionId);
  }
}

const caller = (): Caller => ({
  accountId: newId("account", start),
  userId: newId("user", start),
  sessionId: newId("session", start),
  role: "admin",
  rights: 1,
  provedAt: start,
  factorProvedAt: null,
  factorDueAt: null,
  support: null,
});

const entry = (change: Partial<Verified> = {}): Verified => ({
  caller: caller(),
  tokenEnd: seconds(start) + 900,
  sessionEnd: seconds(start) + 86_400,
  idleSeconds: 300,
  lastSeen: seconds(start),
  dirty: false,
  seq: 0,
  ...change,
});

let memory: SessionMemory;
let view: View;
beforeEach(() => {
  memory = createSessionMemory(100);
  view = new View();
});

describe("a token in memory", () => {
  test("is recognised, and no other is", () => {
    const known = entry();
    remember(memory, "token", known);
    expect(recall(memory, view, "token", start)).toEqual(known.caller);
    expect(recall(memory, view, "token ", start)).toBeNull();
  });

  test("stands there as a hash: memory holds nothing that opens a door [C-050]", () => {
    remember(memory, "eyJ-secret-token", entry());
    expect([...memory.entries.keys()].join()).not.toContain("secret");
    expect(memoryKey("eyJ-secret-token")).toHaveLength(32);
  });

  test("is believed only while the revocation log vouches for memory [C-005]", () => {
    remember(memory, "token", entry());
    view.isFresh = false;
    expect(recall(memory, view, "token", start)).toBeNull();
    view.isFresh = true;
    expect(recall(memory, view, "token", start)).not.toBeNull();
  });

  test("is forgotten when its session was revoked, and stays when another was [C-124]", () => {
    const mine = entry();
    remember(memory, "token", mine);
    view.revoke(newId("session", start));
    expect(recall(memory, view, "token", start)).toEqual(mine.caller);
    view.revoke(mine.caller.sessionId);
    expect(recall(memory, view, "token", start)).toBeNull();
    expect(memory.entries.size).toBe(0);
  });

  test("asks the log only about what came after its last question", () => {
    remember(memory, "token", entry());
    view.revoke(newId("session", start));
    recall(memory, view, "token", start);
    expect(memory.entries.get(memoryKey("token"))?.seq).toBe(1);
  });

  test.each([
    ["token", { tokenEnd: seconds(start) + 10 }],
    ["session", { sessionEnd: seconds(start) + 10 }],
  ])("ends with the %s, to the second [C-120] [C-121]", (_name, end) => {
    remember(memory, "token", entry(end));
    expect(recall(memory, view, "token", start + 9_999)).not.toBeNull();
    expect(recall(memory, view, "token", start + 10_000)).toBeNull();
    expect(memory.entries.size).toBe(0);
  });

  test("that was idle is asked of the database, since another process may have seen it [C-129]", () => {
    remember(memory, "token", entry());
    expect(recall(memory, view, "token", start + 300_000)).toBeNull();
    expect(memory.entries.size).toBe(1);
  });

  test("stays awake by use", () => {
    remember(memory, "token", entry());
    expect(recall(memory, view, "token", start + 250_000)).not.toBeNull();
    expect(recall(memory, view, "token", start + 500_000)).not.toBeNull();
    expect(recall(memory, view, "token", start + 800_000)).toBeNull();
  });

  test("never outlives any of its limits, in whatever order things happen", () => {
    const step = fc.oneof(
      fc.record({ wait: fc.nat(400_000) }),
      fc.constant({ revoke: true } as const),
      fc.constant({ stale: true } as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const [log, held] = [new View(), createSessionMemory(10)];
        const mine = entry();
        remember(held, "token", mine);
        let [now, revoked] = [start, false];
        for (const each of steps) {
          if ("wait" in each) now += each.wait;
          else if ("revoke" in each) {
            log.revoke(mine.caller.sessionId);
            revoked = true;
          } else log.isFresh = !log.isFresh;
          const answer = recall(held, log, "token", now);
          if (answer === null) continue;
          expect([revoked, log.isFresh, seconds(now) < mine.tokenEnd]).toEqual([false, true, true]);
        }
      }),
    );
  });
});

describe("the memory of tokens", () => {
  test("is bounded: the oldest verification makes room", () => {
    for (let i = 0; i < 150; i += 1) remember(memory, `token-${i}`, entry());
    expect(memory.entries.size).toBe(100);
    expect(recall(memory, view, "token-49", start)).toBeNull();
    expect(recall(memory, view, "token-50", start)).not.toBeNull();
  });

  test("hands out each use once, for the rows", () => {
    remember(memory, "token", entry());
    expect(sweep(memory, start)).toEqual([]);
    recall(memory, view, "token", start + 5_000);
    expect(sweep(memory, start + 6_000).map(({ lastSeen }) => lastSeen)).toEqual([seconds(start) + 5]);
    expect(sweep(memory, start + 7_000)).toEqual([]);
  });

  test("drops what has ended, and still hands out its last use", () => {
    remember(memory, "token", entry({ dirty: true }));
    expect(sweep(memory, start + 900_000)).toHaveLength(1);
    expect(memory.entries.size).toBe(0);
  });
});

describe("the claims of a token whose signature was checked", () => {
  test("need no second check while the token runs, even where the session must be read again", () => {
    const known = entry();
    remember(memory, "token", known);
    view.isFresh = false;
    expect(recall(memory, view, "token", start)).toBeNull();
    const { accountId, userId, sessionId } = known.caller;
    expect(recallClaims(memory, "token", start)).toEqual({ accountId, userId, sessionId, expiresAt: known.tokenEnd });
  });

  test("are forgotten with the token's end, and known of no other token", () => {
    remember(memory, "token", entry());
    expect(recallClaims(memory, "token", start + 900_000)).toBeNull();
    expect(recallClaims(memory, "token2", start)).toBeNull();
  });
});
