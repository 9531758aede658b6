import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";

import { Problem } from "../../kernel/problem.ts";
import { Secret } from "../../kernel/secret.ts";

/** An Ed25519 key that signs (RFC 8032). */
export interface Signer {
  readonly kid: string;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  sign(bytes: Uint8Array): Buffer;
}

// RFC 8410 section 7: PKCS #8 of an Ed25519 key is this prefix and the 32 bytes of the seed.
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");
const seedLength = 32;

/** A signer whose private key can be dropped. */
export class UnlockedSigner implements Signer {
  readonly kid: string;
  readonly publicKey: Buffer;
  #privateKey: KeyObject | null;

  constructor(seed: Uint8Array) {
    if (seed.length !== seedLength) throw new TypeError("an Ed25519 seed has 256 bits");
    const der = Buffer.concat([pkcs8Prefix, seed]);
    this.#privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    der.fill(0);
    // RFC 8410 section 4: the last 32 bytes of the SubjectPublicKeyInfo are the key.
    this.publicKey = createPublicKey(this.#privateKey).export({ format: "der", type: "spki" }).subarray(-32);
    this.kid = keyIdOf(this.publicKey);
  }

  sign(bytes: Uint8Array): Buffer {
    if (this.#privateKey === null) throw new Problem("service.unavailable", { retryAfter: 1, cause: "key was wiped" });
    return sign(null, bytes, this.#privateKey);
  }

  /** OpenSSL's copy is overwritten when the collector frees the key object. */
  wipe(): void {
    this.#privateKey = null;
  }
}

/** The secret of a new key: any 32 bytes are one (RFC 8032 section 5.1.5). */
export const newSeed = (): Secret<Uint8Array> => new Secret(randomBytes(seedLength));

/** The key's JWK thumbprint (RFC 7638; members of RFC 8037 section 2): the same wherever it is computed. */
export function keyIdOf(publicKey: Uint8Array): string {
  const x = Buffer.from(publicKey).toString("base64url");
  return createHash("sha256").update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest("base64url");
}
