import { Secret } from "../../kernel/secret.ts";
import { KeyRing } from "./key-ring.ts";
import { type KeyWrapper, UnwrapFailure } from "./key-wrapper.ts";
import type { WrapPlace } from "./place.ts";
import type { RootKey, RootKeys } from "./root-keys.ts";

/** Wraps under root keys that this process holds. The wrapped key is a ciphertext like any other, of purpose `wrap`. */
export function localKeyWrapper(rootKeys: RootKeys): KeyWrapper {
  const ring = new KeyRing({
    owner: "root",
    primary: versionOf(rootKeys.primary),
    older: rootKeys.older.map(versionOf),
    algorithm: "xaes-256-gcm",
  });
  const known = new Set([rootKeys.primary, ...rootKeys.older].map(wrapperIdOf));
  const id = wrapperIdOf(rootKeys.primary);
  return {
    id,
    async wrap(key, context) {
      return { bytes: ring.seal(placeOf(context), key.reveal()), wrapperId: id };
    },
    async unwrap(wrapped, context) {
      if (!known.has(wrapped.wrapperId)) throw new UnwrapFailure(`this process has no root key ${wrapped.wrapperId}`);
      try {
        return new Secret(ring.open(placeOf(context), wrapped.bytes));
      } catch (error) {
        throw new UnwrapFailure("a wrapped key was altered, moved, or wrapped by another root key", { cause: error });
      }
    },
  };
}

export const wrapperIdOf = (root: RootKey): string => `local:${root.id}`;

const placeOf = (context: string): WrapPlace => ({ purpose: "wrap", table: "keys", column: "wrapped", row: context });

// A root key's version is the first four bytes of its id: stable whatever the order of the file.
const versionOf = (root: RootKey): { version: number; key: Secret<Uint8Array> } => ({
  version: Number.parseInt(root.id.slice(0, 8), 16),
  // A copy: the ring overwrites its own.
  key: new Secret(Uint8Array.from(root.key.reveal())),
});
