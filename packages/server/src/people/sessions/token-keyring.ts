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
  const publicKeys = (): Promise<readonly TokenKey[]> => listPublicKeys(deps, "token");
  return {
    publicKeys,
    signerOf: (region) => openSigner(deps, { name: "token", region }),
    keysFor: followKeys(publicKeys, monotonic, refreshMs),
  };
}

/**
 * Bounded: tokens with made-up key names must not become reads of the keystore. Tokens that come while the keys are read
 * wait for that reading: after a start they would else be refused for naming a key that is about to be known.
 */
export function followKeys(
  read: () => Promise<readonly TokenKey[]>,
  monotonic: () => number,
  refreshMs: number,
): TokenKeyring["keysFor"] {
  let keys: TokenKeys = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  async function readAgain(): Promise<void> {
    try {
      keys = tokenKeys(await read());
      // Only a reading that succeeded counts: one that failed says nothing about the keys.
      readAt = monotonic();
    } finally {
      reading = null;
    }
  }

  return async (token) => {
    if (!namesUnknownKey(keys, token)) return keys;
    if (reading !== null || monotonic() - readAt >= refreshMs) await (reading ??= readAgain());
    return keys;
  };
}
