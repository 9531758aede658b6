import { type KeyDeps, listPublicKeys, openSigner } from "../../tenancy/keys/index.ts";
import { namesUnknownKey, type TokenKey, tokenKeys, type TokenKeys, type TokenSigner } from "./access-token.ts";

/** The deployment's token keys: one signer per region, and the public keys of all of them. */
export interface TokenKeyring {
  signerOf(region: string): Promise<TokenSigner>;
  /** Keys to check `token` with; read again when it names one that is not known, at most once in `refreshMs`. */
  keysFor(token: string): Promise<TokenKeys>;
  publicKeys(): Promise<readonly TokenKey[]>;
}

export function createTokenKeyring(deps: KeyDeps, monotonic: () => number, refreshMs = 5_000): TokenKeyring {
  let keys: TokenKeys = new Map();
  let readAt = Number.NEGATIVE_INFINITY;

  const publicKeys = (): Promise<readonly TokenKey[]> => listPublicKeys(deps, "token");
  return {
    publicKeys,
    signerOf: (region) => openSigner(deps, { name: "token", region }),
    async keysFor(token) {
      // Bounded: tokens with made-up key names must not become reads of the keystore.
      if (namesUnknownKey(keys, token) && monotonic() - readAt >= refreshMs) {
        readAt = monotonic();
        keys = tokenKeys(await publicKeys());
      }
      return keys;
    },
  };
}
