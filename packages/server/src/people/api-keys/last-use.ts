import type { AccountId, ApiKeyId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { type AccountScope, type DirectoryDeps, withAccount } from "../../tenancy/directory/index.ts";
import { place } from "./api-key.ts";
import type { KeyMemory, KnownKey } from "./key-memory.ts";
import { touchKeys } from "./store.ts";

export interface KeyUseDeps {
  readonly directory: DirectoryDeps;
  readonly keyMemory: KeyMemory;
}

interface Use {
  readonly entry: KnownKey;
  readonly uses: number;
}

/**
 * Writes what memory knows of the use of keys into their rows, account by account. What one account does not take is kept
 * for the next time, and holds the others up in nothing.
 * @throws AggregateError of what went wrong, after everything else is written.
 */
export async function flushKeyUses({ directory, keyMemory }: KeyUseDeps): Promise<void> {
  const faults: unknown[] = [];
  for (const [accountId, uses] of takeUses(keyMemory)) {
    try {
      await withAccount(directory, accountId, (scope) => touchKeys(scope, touchesOf(scope, uses)));
    } catch (error) {
      // Erased meanwhile: there is no row to write.
      if (error instanceof Problem && error.code === "account.not_found") continue;
      faults.push(error);
      for (const use of uses) putBack(keyMemory, use);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, "uses of API keys are not all written");
}

function takeUses({ used }: KeyMemory): Map<AccountId, Use[]> {
  const taken = [...used].map((entry) => ({ entry, uses: entry.uses }));
  used.clear();
  for (const { entry } of taken) entry.uses = 0;
  return Map.groupBy(taken, ({ entry }) => entry.caller.accountId);
}

function putBack({ used }: KeyMemory, { entry, uses }: Use): void {
  entry.uses += uses;
  used.add(entry);
}

/** One for each key, in their order: a key that memory may not hold is a new entry at each request. */
function touchesOf({ keys }: AccountScope, uses: readonly Use[]) {
  const byKey = Map.groupBy(uses, ({ entry }) => entry.id);
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, all]) => touchOf(keys, id, all));
}

function touchOf(keys: AccountScope["keys"], id: ApiKeyId, all: readonly Use[]) {
  const newest = all.reduce((a, b) => (b.entry.usedAt > a.entry.usedAt ? b : a), all[0] ?? neverUsed());
  return {
    id,
    uses: all.reduce((sum, { uses }) => sum + uses, 0),
    usedAt: newest.entry.usedAt,
    addressSealed: keys.seal(place(id, "last_address_sealed"), newest.entry.address),
  };
}

function neverUsed(): never {
  throw new Error("a group of no uses");
}
