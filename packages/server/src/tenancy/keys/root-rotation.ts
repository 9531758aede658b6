import { DecryptFailure } from "./decrypt-failure.ts";
import type { KeyDeps } from "./key-deps.ts";
import {
  countKeysOfOtherRoots,
  type KeyRow,
  type KeyTable,
  keyTables,
  readKeysOfOtherRoots,
  replaceWrapping,
} from "./store.ts";
import { unwrapKey, wrapKey } from "./unwrapping.ts";

export interface RootRotation {
  readonly rewrapped: number;
  /** Keys that did not unwrap: altered, or of a root key that this process does not have. They stay as they are. */
  readonly refused: readonly { readonly owner: string; readonly version: number }[];
  /** Keys still under other root keys. Only at 0 may an older root key be thrown away. */
  readonly remaining: number;
}

export interface RootRotationOptions {
  readonly onProgress?: (progress: { done: number; total: number }) => void;
  /** Keys under way at once. */
  readonly batch?: number;
}

/**
 * Re-wraps every account and deployment key under the wrapper's present root key. No data is touched. What is done is
 * done: after a failure, run it again and it goes on; run it twice and the second time does nothing.
 * @throws Problem(`service.unavailable`)
 */
export async function rotateRoot(deps: KeyDeps, options: RootRotationOptions = {}): Promise<RootRotation> {
  const { onProgress = () => {}, batch = 16 } = options;
  const counts = await countRemaining(deps);
  const refused: { owner: string; version: number }[] = [];
  let done = 0;
  for (const table of keyTables) {
    for await (const rows of pagesOf(deps, table, batch)) {
      const outcomes = await Promise.allSettled(rows.map((row) => rewrap(deps, table, row)));
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.status === "fulfilled") continue;
        if (!(outcome.reason instanceof DecryptFailure)) throw outcome.reason;
        refused.push({ owner: outcome.reason.owner, version: rows[index]?.version ?? 0 });
      }
      done += rows.length;
      onProgress({ done, total: Math.max(counts, done) });
    }
  }
  return { rewrapped: done - refused.length, refused, remaining: await countRemaining(deps) };
}

async function countRemaining(deps: KeyDeps): Promise<number> {
  const counts = keyTables.map((table) => countKeysOfOtherRoots(deps.keystore, table, deps.wrapper.id));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function* pagesOf(deps: KeyDeps, table: KeyTable, limit: number): AsyncGenerator<KeyRow[]> {
  let after = { id: "", version: 0 };
  for (;;) {
    const rows = await readKeysOfOtherRoots(deps.keystore, table, { wrapperId: deps.wrapper.id, after, limit });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last;
  }
}

async function rewrap(deps: KeyDeps, table: KeyTable, row: KeyRow): Promise<void> {
  const owner = { table, id: row.id };
  const key = await unwrapKey(deps, owner, row, "root_rotation");
  const wrapped = await wrapKey(deps, owner, row.version, key);
  key.reveal().fill(0);
  await replaceWrapping(deps.keystore, table, row, wrapped);
}
