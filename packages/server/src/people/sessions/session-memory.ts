import { hash } from "node:crypto";

import type { Caller } from "../../platform/http/index.ts";
import type { RevocationView } from "../../tenancy/revocation/index.ts";
import type { AccessClaims } from "./access-token.ts";

/**
 * Verified tokens, by their SHA-256. The entry holds what a request needs and nothing else; seconds since the epoch fit
 * a small integer where milliseconds would cost a boxed number each.
 */
export interface Remembered {
  readonly caller: Caller;
  readonly tokenEnd: number;
  readonly sessionEnd: number;
  readonly idleSeconds: number;
  lastSeen: number;
  /** Whether `lastSeen` is ahead of the session's row. */
  dirty: boolean;
  /** Place in the revocation log up to which this entry is known to be untouched. */
  seq: number;
}

export interface SessionMemory {
  readonly entries: Map<string, Remembered>;
  readonly limit: number;
}

export const createSessionMemory = (limit: number): SessionMemory => ({ entries: new Map(), limit });

/** Tokens are looked up by hash: memory holds none that would work, and the time of a look-up tells nothing of one. */
export const memoryKey = (token: string): string => hash("sha256", token, "binary");

export const epochSeconds = (ms: number): number => Math.floor(ms / 1000);

/**
 * The caller of a token that was verified before, while nothing speaks against it; else null, and the database is asked.
 * This is the hot path of every request: no promise, no allocation.
 */
export function recall(memory: SessionMemory, view: RevocationView, token: string, nowMs: number): Caller | null {
  if (!view.fresh()) return null;
  const key = memoryKey(token);
  const entry = memory.entries.get(key);
  if (entry === undefined) return null;
  const now = epochSeconds(nowMs);
  const applied = view.applied();
  if (entry.seq !== applied) {
    if (view.touchedSince(entry.seq, entry.caller)) {
      memory.entries.delete(key);
      return null;
    }
    entry.seq = applied;
  }
  if (now >= entry.tokenEnd || now >= entry.sessionEnd) {
    memory.entries.delete(key);
    return null;
  }
  // Another process may have seen the session since: only its row can say that it idled out.
  if (now - entry.lastSeen >= entry.idleSeconds) return null;
  if (now !== entry.lastSeen) {
    entry.lastSeen = now;
    entry.dirty = true;
  }
  return entry.caller;
}

/** What the signature of a token vouches for. Nothing of whether its session still lives. */
export type SignedClaims = Pick<AccessClaims, "accountId" | "userId" | "sessionId" | "expiresAt">;

/**
 * The claims of a token whose signature was checked here before and that has not run out: a signature stays what it is,
 * whatever became of the session, and checking it again takes twice as long as reading the session's row.
 */
export function recallClaims(memory: SessionMemory, token: string, nowMs: number): SignedClaims | null {
  const entry = memory.entries.get(memoryKey(token));
  if (entry === undefined || epochSeconds(nowMs) >= entry.tokenEnd) return null;
  const { accountId, userId, sessionId } = entry.caller;
  return { accountId, userId, sessionId, expiresAt: entry.tokenEnd };
}

export function remember(memory: SessionMemory, token: string, entry: Remembered): void {
  memory.entries.set(memoryKey(token), entry);
  // Insertion order is age of verification; the oldest entries are re-read from the database if they come again.
  for (const oldest of memory.entries.keys()) {
    if (memory.entries.size <= memory.limit) break;
    memory.entries.delete(oldest);
  }
}

/** Drops what has ended, and hands out the sessions whose last use is not in their rows yet. */
export function sweep(memory: SessionMemory, nowMs: number): Remembered[] {
  const now = epochSeconds(nowMs);
  const seen: Remembered[] = [];
  for (const [key, entry] of memory.entries) {
    if (entry.dirty) {
      entry.dirty = false;
      seen.push(entry);
    }
    if (now >= entry.tokenEnd || now >= entry.sessionEnd) memory.entries.delete(key);
  }
  return seen;
}
