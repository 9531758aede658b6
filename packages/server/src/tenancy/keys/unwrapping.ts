import { randomBytes } from "node:crypto";

import { equalBytes } from "../../kernel/bytes.ts";
import { Problem } from "../../kernel/problem.ts";
import { Secret } from "../../kernel/secret.ts";
import { DecryptFailure } from "./decrypt-failure.ts";
import type { KeyDeps, UnwrapPurpose } from "./key-deps.ts";
import { UnwrapFailure, type WrappedKey, WrapperUnavailable } from "./key-wrapper.ts";
import type { KeyOwner, KeyRow } from "./store.ts";

/** What a wrapped key is bound to: it unwraps as this version of this owner's key and as nothing else. */
const contextOf = ({ table, id }: KeyOwner, version: number): string => `holdfast/${table}/v1/${id}/${version}`;

/** 256 random bits, drawn straight from the system. */
export const newKeyBytes = (): Secret<Uint8Array> => new Secret(randomBytes(32));

/**
 * Wraps a key and unwraps it once: what cannot be read back must be noticed now, not when the cache has let go of it.
 * @throws Problem(`service.unavailable`)
 */
export async function wrapKey(
  deps: Pick<KeyDeps, "wrapper">,
  owner: KeyOwner,
  version: number,
  key: Secret<Uint8Array>,
): Promise<WrappedKey> {
  const context = contextOf(owner, version);
  return refusingWhenUnavailable(async () => {
    const wrapped = await deps.wrapper.wrap(key, context);
    const again = await deps.wrapper.unwrap(wrapped, context);
    if (!equalBytes(again.reveal(), key.reveal()))
      throw new Error("the key wrapper does not give back what it wrapped");
    again.reveal().fill(0);
    return wrapped;
  });
}

/** @throws DecryptFailure, Problem(`service.unavailable`) */
export async function unwrapKey(
  deps: KeyDeps,
  owner: KeyOwner,
  row: KeyRow,
  purpose: UnwrapPurpose,
): Promise<Secret<Uint8Array>> {
  const key = await refusingWhenUnavailable(async () => {
    try {
      return await deps.wrapper.unwrap(row, contextOf(owner, row.version));
    } catch (error) {
      if (!(error instanceof UnwrapFailure)) throw error;
      const place = { table: owner.table, column: "wrapped", row: String(row.version) };
      const failure = new DecryptFailure(owner.id, place, "not_authentic", { cause: error });
      deps.onDecryptFailure?.(failure);
      throw failure;
    }
  });
  try {
    deps.onUnwrap({ owner: owner.id, version: row.version, wrapperId: row.wrapperId, purpose });
  } catch (error) {
    key.reveal().fill(0);
    throw error;
  }
  return key;
}

async function refusingWhenUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WrapperUnavailable) throw new Problem("service.unavailable", { retryAfter: 5, cause: error });
    throw error;
  }
}
