import { describe, expect, test } from "vitest";

import type { AccountId, SessionId } from "@holdfast/contract";

import { newId } from "../../kernel/ids.ts";
import { lookUp, type Reading, type Remembering } from "./look-up.ts";
import type { RevocationView } from "./memory-trust.ts";
import { RecentRevocations } from "./recent.ts";

interface Session {
  readonly accountId: AccountId;
  readonly sessionId: SessionId;
}
const session: Session = { accountId: newId("account", 1), sessionId: newId("session", 1) };
const revocation = { accountId: session.accountId, kind: "session", subject: session.sessionId } as const;

/** A verifier whose database answers when the test lets it. */
function verifier(options: { fresh?: boolean; leaseMs?: number } = {}) {
  const recent = new RecentRevocations(100);
  const state = { fresh: options.fresh ?? true };
  const view: RevocationView = {
    fresh: () => state.fresh,
    applied: () => recent.applied,
    touchedSince: (applied, subjects) => recent.touchedSince(applied, subjects),
  };
  const reads: { answer(value: Session | null): void; fail(error: Error): void }[] = [];
  const remembering: Remembering<string, Session> = {
    memory: new Map<string, Reading<Session>>(),
    leaseMs: options.leaseMs ?? 1000,
    subjectsOf: (value) => value,
    read: () =>
      new Promise((resolve, reject) => {
        reads.push({ answer: resolve, fail: reject });
      }),
  };
  return { recent, state, reads, remembering, ask: () => lookUp(view, remembering, "token") };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A verifier that has the session in memory. */
async function knowing() {
  const it = verifier();
  const first = it.ask();
  it.reads[0]?.answer(session);
  await first;
  return it;
}

describe("a look-up", () => {
  test("answers from memory, without a promise, while the node is fresh", async () => {
    const { ask, reads } = await knowing();
    expect(ask()).toBe(session);
    expect(reads).toHaveLength(1);
  });

  test("asks the database for every request while the node is not fresh [C-005]", async () => {
    const { ask, reads, state } = await knowing();
    state.fresh = false;
    const second = ask();
    const third = ask();
    expect(reads).toHaveLength(3);
    reads[1]?.answer(null);
    reads[2]?.answer(session);
    expect([await second, await third]).toEqual([null, session]);
  });

  test("is refused with 503 when the database cannot be asked either [C-005]", async () => {
    const { ask, reads } = verifier({ fresh: false });
    const asked = ask();
    reads[0]?.fail(Object.assign(new Error("planted"), { code: "ECONNREFUSED" }));
    await expect(asked).rejects.toMatchObject({ code: "service.unavailable" });
  });

  test("is refused with 503 when the database falls silent [C-005]", async () => {
    const { ask } = verifier({ leaseMs: 20 });
    await expect(ask()).rejects.toMatchObject({ code: "service.unavailable" });
  });

  test("passes on what is a bug", async () => {
    const { ask, reads } = verifier();
    const asked = ask();
    reads[0]?.fail(new TypeError("planted"));
    await expect(asked).rejects.toThrow("planted");
  });

  test("forgets what was revoked, and nothing else [C-124]", async () => {
    const { ask, recent, reads } = await knowing();
    recent.add({ ...revocation, subject: newId("session", 2) });
    expect(ask()).toBe(session);
    recent.add(revocation);
    const asked = ask();
    reads[1]?.answer(null);
    expect(await asked).toBe(null);
  });
});

describe("a row that was read before a revocation committed, and arrives after it was applied", () => {
  test("is not accepted, and not remembered [C-124]", async () => {
    const { ask, recent, reads, remembering } = verifier();
    const asked = ask();
    recent.add(revocation);
    reads[0]?.answer(session);
    await turn();
    reads[1]?.answer(null);
    expect(await asked).toBe(null);
    expect(remembering.memory.size).toBe(0);
  });

  test("is not remembered when all that is known is that something may have been missed", async () => {
    const { ask, recent, reads } = verifier();
    const asked = ask();
    recent.forget();
    reads[0]?.answer(session);
    await turn();
    expect(reads).toHaveLength(2);
    reads[1]?.answer(session);
    expect(await asked).toBe(session);
    expect(ask()).toBe(session);
  });

  test("leads to a refusal when it is so again and again", async () => {
    const { ask, recent, reads } = verifier();
    const outcome = Promise.resolve(ask()).catch((error: unknown) => error);
    for (let i = 0; i < 3; i += 1) {
      recent.add(revocation);
      reads[i]?.answer(session);
      await turn();
    }
    expect(await outcome).toMatchObject({ code: "service.unavailable" });
  });

  test("may be a row of another session, and is then remembered", async () => {
    const { ask, recent, reads } = verifier();
    const asked = ask();
    recent.add({ ...revocation, subject: newId("session", 2) });
    reads[0]?.answer(session);
    expect(await asked).toBe(session);
    expect(ask()).toBe(session);
  });
});

test("an answer that waited while the process stood still is asked for again", async () => {
  const { ask, reads } = verifier({ leaseMs: 200 });
  const asked = ask();
  reads[0]?.answer(session);
  // The answer is there; the process freezes before it looks at it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
  await turn();
  expect(reads).toHaveLength(2);
  reads[1]?.answer(null);
  expect(await asked).toBe(null);
});
