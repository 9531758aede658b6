import { createSecretKey, type KeyObject } from "node:crypto";

import { equalBytes } from "../../kernel/bytes.ts";
import { drawRandom } from "../../kernel/random.ts";
import { type Algorithm, algorithms, commitmentLength, headerLength, type Parsed } from "./ciphertext.ts";
import { gcmDecrypt, gcmEncrypt, ivLength, tagLength } from "./gcm.ts";
import { hkdfSha256 } from "./hkdf.ts";
import { derivationInfo, type Purpose } from "./purposes.ts";
import { derivationNonceLength, XaesKey } from "./xaes.ts";

const xaesPart = 32;
const gcmPart = 32;

/**
 * The key of one purpose under one version of an account key: the output of HKDF-SHA256, cut in three. The algorithms
 * get different parts, because one key serves one algorithm (NIST SP 800-57 part 1 section 5.2). The middle part is
 * public: it stands in every ciphertext and commits to the key, since two keys with the same one would be a collision
 * of HMAC-SHA256. GCM alone is not committing: whoever chooses two keys can make a blob that opens under both.
 */
export class PurposeKey {
  readonly #inputKey: Uint8Array;
  readonly #purpose: Purpose;
  readonly #xaes: XaesKey;
  readonly #commitment: Buffer;
  #gcm: KeyObject | null = null;

  /** `inputKey` is not copied: whoever overwrites it wipes this too. */
  constructor(inputKey: Uint8Array, purpose: Purpose) {
    this.#inputKey = inputKey;
    this.#purpose = purpose;
    const derived = hkdfSha256(inputKey, "", derivationInfo(purpose), xaesPart + commitmentLength);
    this.#xaes = new XaesKey(derived.subarray(0, xaesPart));
    this.#commitment = Buffer.from(derived.subarray(xaesPart));
    derived.fill(0);
  }

  /** `associatedData` must contain `header`, which says the same `algorithm`. */
  seal(algorithm: Algorithm, header: Uint8Array, associatedData: Uint8Array, plaintext: Uint8Array | string): Buffer {
    const nonceEnd = headerLength + algorithms[algorithm].nonceLength;
    const bodyStart = nonceEnd + commitmentLength;
    const sealed = Buffer.allocUnsafe(bodyStart + Buffer.byteLength(plaintext) + tagLength);
    sealed.set(header);
    const nonce = sealed.subarray(headerLength, nonceEnd);
    nonce.set(drawRandom(nonce.length));
    sealed.set(this.#commitment, nonceEnd);
    const iv = nonce.subarray(nonce.length - ivLength);
    gcmEncrypt(this.#messageKey(algorithm, nonce), iv, associatedData, plaintext, sealed, bodyStart);
    return sealed;
  }

  open(parsed: Parsed, associatedData: Uint8Array): Buffer | "other_key" | "not_authentic" {
    if (!equalBytes(parsed.commitment, this.#commitment)) return "other_key";
    const { algorithm, nonce } = parsed;
    const iv = nonce.subarray(nonce.length - ivLength);
    const plaintext = gcmDecrypt(this.#messageKey(algorithm, nonce), iv, associatedData, parsed.body);
    return plaintext ?? "not_authentic";
  }

  wipe(): void {
    this.#xaes.wipe();
    // OpenSSL's copy is overwritten when the collector frees the object.
    this.#gcm = null;
  }

  #messageKey(algorithm: Algorithm, nonce: Buffer): KeyObject {
    if (algorithm === "xaes-256-gcm") return this.#xaes.messageKey(nonce.subarray(0, derivationNonceLength));
    this.#gcm ??= this.#deriveGcmKey();
    return this.#gcm;
  }

  #deriveGcmKey(): KeyObject {
    const start = xaesPart + commitmentLength;
    const derived = hkdfSha256(this.#inputKey, "", derivationInfo(this.#purpose), start + gcmPart);
    const key = createSecretKey(derived.subarray(start));
    derived.fill(0);
    return key;
  }
}
