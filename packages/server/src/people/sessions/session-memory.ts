import { hash } from "node:crypto";

import type { AccountId, RightSet, SessionId, UserId } from "@holdfast/contract";

import type { Caller } from "../../platform/http/index.ts";
import type { RevocationView } from "../../tenancy/revocation/index.ts";
import type { AccessClaims } from "./access-token.ts";

/** What a verification has found out. Times are seconds since the epoch. */
export interface Verified {
  readonly caller: Caller;
  readonly tokenEnd: number;
  readonly sessionEnd: number;
  readonly idleSeconds: number;
  readonly lastSeen: number;
  /** Whether `lastSeen` is ahead of the session's row. */
  readonly dirty: boolean;
  /** Place in the revocation log up to which this is known to be untouched. */
  readonly seq: number;
}

/** What many sessions have in common, and memory holds once. */
interface Terms {
  readonly role: string;
  readonly rights: RightSet;
  readonly idleSeconds: number;
}

/** A use of a session that stands in no row yet. */
export interface SessionUse {
  readonly accountId: AccountId;
  readonly sessionId: SessionId;
  /** Seconds since the epoch. */
  readonly lastSeen: number;
  /** Says whether it stands in the session's row. */
  mark(state: { saved: boolean }): void;
}

/**
 * A verified token, as small as it gets, for there are as many as people at work: seconds fit a small integer where
 * milliseconds would cost a boxed number each, what is shared is shared, and the caller is put together for each request.
 */
export class Remembered implements SessionUse {
  readonly accountId: AccountId;
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly terms: Terms;
  readonly provedAt: number;
  readonly factorProvedAt: number | null;
  readonly factorDueAt: number | null;
  /** Of token or session, whichever comes first: a session's end is never moved back. */
  readonly end: number;
  seq: number;
  /** Negative while it is ahead of the session's row. */
  #lastSeen: number;

  constructor({ caller, tokenEnd, sessionEnd, lastSeen, dirty, seq }: Verified, terms: Terms) {
    this.accountId = caller.accountId;
    this.userId = caller.userId;
    this.sessionId = caller.sessionId;
    this.terms = terms;
    this.provedAt = epochSeconds(caller.provedAt);
    this.factorProvedAt = caller.factorProvedAt === null ? null : epochSeconds(caller.factorProvedAt);
    this.factorDueAt = caller.factorDueAt === null ? null : epochSeconds(caller.factorDueAt);
    this.end = Math.min(tokenEnd, sessionEnd);
    this.seq = seq;
    this.#lastSeen = dirty ? -lastSeen : lastSeen;
  }

  get lastSeen(): number {
    return Math.abs(this.#lastSeen);
  }

  get dirty(): boolean {
    return this.#lastSeen < 0;
  }

  see(now: number): void {
    this.#lastSeen = -now;
  }

  mark({ saved }: { saved: boolean }): void {
    this.#lastSeen = saved ? this.lastSeen : -this.lastSeen;
  }

  caller(): Caller {
    return {
      accountId: this.accountId,
      userId: this.userId,
      sessionId: this.sessionId,
      role: this.terms.role,
      rights: this.terms.rights,
      provedAt: this.provedAt * 1000,
      factorProvedAt: this.factorProvedAt === null ? null : this.factorProvedAt * 1000,
      factorDueAt: this.factorDueAt === null ? null : this.factorDueAt * 1000,
      // Whoever comes on a support grant is looked up each time.
      support: null,
    };
  }
}

/** Verified tokens, by their SHA-256, and sessions that are in use where a guard has verified their tokens. */
export interface SessionMemory {
  readonly entries: Map<string, Remembered>;
  readonly elsewhere: Map<SessionId, SessionUse>;
  readonly terms: Map<string, Terms>;
  readonly limit: number;
}

export const createSessionMemory = (limit: number): SessionMemory => ({
  entries: new Map(),
  elsewhere: new Map(),
  terms: new Map(),
  limit,
});

/** Tokens are looked up by hash: memory holds none that would work, and the time of a look-up tells nothing of one. */
export const memoryKey = (token: string): string => hash("sha256", token, "binary");

export const epochSeconds = (ms: number): number => Math.floor(ms / 1000);

/**
 * The caller of a token that was verified before, while nothing speaks against it; else null, and the database is asked.
 * This is the hot path of every request: no promise, and nothing allocated but the caller.
 */
export function recall(memory: SessionMemory, view: RevocationView, token: string, nowMs: number): Caller | null {
  if (!view.fresh()) return null;
  const key = memoryKey(token);
  const entry = memory.entries.get(key);
  if (entry === undefined) return null;
  const now = epochSeconds(nowMs);
  const applied = view.applied();
  if (entry.seq !== applied) {
    if (view.touchedSince(entry.seq, entry)) {
      memory.entries.delete(key);
      return null;
    }
    entry.seq = applied;
  }
  if (now >= entry.end) {
    memory.entries.delete(key);
    return null;
  }
  // Another process may have seen the session since: only its row can say that it idled out.
  if (now - entry.lastSeen >= entry.terms.idleSeconds) return null;
  if (now !== entry.lastSeen) entry.see(now);
  return entry.caller();
}

/** What the signature of a token vouches for. Nothing of whether its session still lives. */
export type SignedClaims = Pick<AccessClaims, "accountId" | "userId" | "sessionId" | "expiresAt">;

/**
 * The claims of a token whose signature was checked here before and that has not run out: a signature stays what it is,
 * whatever became of the session, and checking it again takes twice as long as reading the session's row.
 */
export function recallClaims(memory: SessionMemory, token: string, nowMs: number): SignedClaims | null {
  const entry = memory.entries.get(memoryKey(token));
  if (entry === undefined || epochSeconds(nowMs) >= entry.end) return null;
  const { accountId, userId, sessionId, end } = entry;
  return { accountId, userId, sessionId, expiresAt: end };
}

export function remember(memory: SessionMemory, token: string, verified: Verified): void {
  memory.entries.set(memoryKey(token), new Remembered(verified, sharedTerms(memory, verified)));
  // Insertion order is age of verification; the oldest entries are re-read from the database if they come again.
  for (const oldest of memory.entries.keys()) {
    if (memory.entries.size <= memory.limit) break;
    memory.entries.delete(oldest);
  }
}

/** Keeps the use of a live session by somebody who does not come to us with every request. */
export function seeElsewhere(
  { elsewhere }: SessionMemory,
  { accountId, sessionId }: Pick<SessionUse, "accountId" | "sessionId">,
  nowMs: number,
): void {
  const use: SessionUse = {
    accountId,
    sessionId,
    lastSeen: epochSeconds(nowMs),
    mark({ saved }) {
      if (!saved && !elsewhere.has(sessionId)) elsewhere.set(sessionId, use);
    },
  };
  elsewhere.set(sessionId, use);
}

const mostTerms = 10_000;

function sharedTerms({ terms }: SessionMemory, { caller: { role, rights }, idleSeconds }: Verified): Terms {
  const name = `${role} ${rights} ${idleSeconds}`;
  const known = terms.get(name);
  if (known !== undefined) return known;
  const added = { role, rights, idleSeconds };
  // Entries keep theirs; those to come share new ones.
  if (terms.size >= mostTerms) terms.clear();
  terms.set(name, added);
  return added;
}

/** Drops what has ended, and hands out the sessions whose last use is not in their rows yet. */
export function sweep(memory: SessionMemory, nowMs: number): SessionUse[] {
  const now = epochSeconds(nowMs);
  const seen = [...memory.elsewhere.values()];
  memory.elsewhere.clear();
  for (const [key, entry] of memory.entries) {
    if (entry.dirty) {
      entry.mark({ saved: true });
      seen.push(entry);
    }
    if (now >= entry.end) memory.entries.delete(key);
  }
  return seen;
}
