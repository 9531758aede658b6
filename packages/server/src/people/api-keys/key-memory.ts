import { hash } from "node:crypto";

import type { AccountId, ApiKeyId, RightSet, UserId } from "@holdfast/contract";

import type { Clock } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { KeyCaller, KeyInUse } from "../../platform/http/index.ts";
import type { RevocationView, Subjects } from "../../tenancy/revocation/index.ts";
import { type AllowList, isAllowed } from "./allow-list.ts";
import type { Refusal } from "./refusals.ts";

/** What a verification has found out. Times are milliseconds since the epoch. */
export interface VerifiedKey {
  readonly accountId: AccountId;
  readonly userId: UserId;
  readonly id: ApiKeyId;
  readonly role: string;
  readonly rights: RightSet;
  readonly requestsPerMinute: number;
  /** Null: from everywhere. */
  readonly allowList: AllowList | null;
  readonly expiresAt: number;
}

/** Verified keys by the SHA-256 of their text, and those among all in use whose use stands in no row yet. */
export interface KeyMemory {
  readonly entries: Map<string, KnownKey>;
  readonly used: Set<KnownKey>;
  readonly limit: number;
  readonly clock: Clock;
  /** Hears of each use from where a key does not work. Never throws, and keeps nobody waiting. */
  readonly onRefusal: (refusal: Refusal) => void;
}

export const createKeyMemory = ({ limit, clock, onRefusal }: Omit<KeyMemory, "entries" | "used">): KeyMemory => ({
  entries: new Map(),
  used: new Set(),
  limit,
  clock,
  onRefusal,
});

/** A verified key. One caller is made for all requests with it: nothing about it changes from one to the next. */
export class KnownKey implements KeyInUse {
  readonly id: ApiKeyId;
  readonly requestsPerMinute: number;
  readonly subjects: Required<Omit<Subjects, "sessionId">>;
  readonly caller: KeyCaller;
  readonly expiresAt: number;
  /** Place in the revocation log up to which this is known to be untouched. */
  seq: number;
  /** Since they were written last. */
  uses = 0;
  usedAt = 0;
  address = "";
  readonly #allowList: AllowList | null;
  readonly #memory: KeyMemory;

  constructor(memory: KeyMemory, key: VerifiedKey, seq: number) {
    const { accountId, userId, id, role, rights } = key;
    const unproved = {
      sessionId: null,
      provedAt: null,
      factorProvedAt: null,
      factorDueAt: null,
      support: null,
    } as const;
    this.id = id;
    this.requestsPerMinute = key.requestsPerMinute;
    this.subjects = { accountId, userId, keyId: id };
    this.caller = { accountId, userId, ...unproved, role, rights, key: this };
    this.expiresAt = key.expiresAt;
    this.seq = seq;
    this.#allowList = key.allowList;
    this.#memory = memory;
  }

  /** Whether it works from some addresses alone. */
  get isBound(): boolean {
    return this.#allowList !== null;
  }

  use(address: string): void {
    // The address that was let in last is let in again: the list of an entry never changes.
    if (this.#allowList !== null && address !== this.address && !isAllowed(this.#allowList, address)) {
      const { accountId, userId } = this.subjects;
      this.#memory.onRefusal({ accountId, userId, id: this.id, address });
      throw new Problem("key.address_refused");
    }
    if (this.uses === 0) this.#memory.used.add(this);
    this.uses += 1;
    this.usedAt = this.#memory.clock();
    this.address = address;
  }
}

/** Keys are looked up by hash: memory holds none that would work, and the time of a look-up tells nothing of one. */
const memoryKey = (text: string): string => hash("sha256", text, "binary");

/** The key that was verified before, while nothing speaks against it; else null, and the database is asked. */
export function recallKey({ entries, clock }: KeyMemory, view: RevocationView, text: string): KnownKey | null {
  if (!view.fresh()) return null;
  const name = memoryKey(text);
  const entry = entries.get(name);
  if (entry === undefined) return null;
  const applied = view.applied();
  if (entry.seq !== applied) {
    if (view.touchedSince(entry.seq, entry.subjects)) {
      entries.delete(name);
      return null;
    }
    entry.seq = applied;
  }
  if (clock() < entry.expiresAt) return entry;
  entries.delete(name);
  return null;
}

export function rememberKey({ entries, limit }: KeyMemory, text: string, entry: KnownKey): void {
  entries.set(memoryKey(text), entry);
  // Insertion order is age of verification; the oldest are read again if they come again.
  for (const oldest of entries.keys()) {
    if (entries.size <= limit) break;
    entries.delete(oldest);
  }
}
