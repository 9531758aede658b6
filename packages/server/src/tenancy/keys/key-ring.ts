import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

import { Problem } from "../../kernel/problem.ts";
import type { Secret } from "../../kernel/secret.ts";
import { type Algorithm, defaultAlgorithm, headerOf, parseCiphertext } from "./ciphertext.ts";
import { DecryptFailure, type DecryptFailureReason } from "./decrypt-failure.ts";
import { hkdfSha256 } from "./hkdf.ts";
import { associatedData, type Place, type WrapPlace } from "./place.ts";
import { PurposeKey } from "./purpose-key.ts";
import { derivationInfo, type IndexPurpose, type SealPurpose, type WrapPurpose } from "./purposes.ts";

export interface KeyVersion {
  readonly version: number;
  readonly key: Secret<Uint8Array>;
}

export interface KeyRingOptions {
  /** Whose keys these are; bound to every ciphertext. */
  readonly owner: string;
  /** What seals. */
  readonly primary: KeyVersion;
  /** What only opens. */
  readonly older: readonly KeyVersion[];
  readonly algorithm?: Algorithm | undefined;
  readonly onFailure?: (failure: DecryptFailure) => void;
}

/** Unlocked keys of one owner, in all versions that open. Purpose keys are derived at first use and kept. */
export class KeyRing {
  readonly owner: string;
  readonly primaryVersion: number;
  readonly #versions: Map<number, VersionKeys>;
  readonly #algorithm: Algorithm;
  readonly #sealHeader: Buffer;
  readonly #onFailure: (failure: DecryptFailure) => void;

  constructor(options: KeyRingOptions) {
    const { owner, primary, older, algorithm = defaultAlgorithm, onFailure = () => {} } = options;
    this.owner = owner;
    this.primaryVersion = primary.version;
    this.#versions = new Map([...older, primary].map(({ version, key }) => [version, new VersionKeys(key.reveal())]));
    this.#algorithm = algorithm;
    this.#sealHeader = headerOf(algorithm, primary.version);
    this.#onFailure = onFailure;
  }

  /** Strings are sealed as UTF-8; a lone surrogate becomes U+FFFD. */
  seal(place: Place | WrapPlace, plaintext: Uint8Array | string): Buffer {
    const bound = associatedData(this.owner, place, this.#sealHeader);
    return this.#primary().sealing(place.purpose).seal(this.#algorithm, this.#sealHeader, bound, plaintext);
  }

  /** @throws DecryptFailure */
  open(place: Place | WrapPlace, sealed: Uint8Array): Buffer {
    this.#primary();
    const parsed = parseCiphertext(sealed);
    if (parsed === null) throw this.#failure(place, "malformed");
    const keys = this.#versions.get(parsed.keyVersion);
    if (keys === undefined) throw this.#failure(place, "unknown_key");
    const opened = keys.sealing(place.purpose).open(parsed, associatedData(this.owner, place, parsed.header));
    if (typeof opened === "string") throw this.#failure(place, opened);
    return opened;
  }

  /** @throws DecryptFailure */
  openText(place: Place, sealed: Uint8Array): string {
    const plaintext = this.open(place, sealed);
    const text = plaintext.toString("utf8");
    plaintext.fill(0);
    return text;
  }

  /** HMAC-SHA256 of the value under the primary key's index key. Equal values have equal indexes: that is its use. */
  blindIndex(purpose: IndexPurpose, normalised: string): Buffer {
    return this.#primary().index(purpose, normalised);
  }

  /** The index under the oldest version: it stays the same while versions are added and made the primary. */
  oldestIndex(purpose: IndexPurpose, normalised: string): Buffer {
    this.#primary();
    const oldest = this.#versions.get(Math.min(...this.#versions.keys())) ?? this.#primary();
    return oldest.index(purpose, normalised);
  }

  /** The indexes of a value under every version, primary first: what a look-up matches while a rotation is under way. */
  blindIndexes(purpose: IndexPurpose, normalised: string): [Buffer, ...Buffer[]] {
    const others = [...this.#versions].filter(([version]) => version !== this.primaryVersion);
    return [this.blindIndex(purpose, normalised), ...others.map(([, keys]) => keys.index(purpose, normalised))];
  }

  /** What every value begins with that is sealed now: it names the primary key and today's algorithm. */
  get header(): Buffer {
    return this.#sealHeader;
  }

  /** Whether the value was sealed under an older key or another algorithm than is used now. */
  needsReencryption(sealed: Uint8Array): boolean {
    const parsed = parseCiphertext(sealed);
    return parsed === null || !parsed.header.equals(this.#sealHeader);
  }

  /** Overwrites every key. Who still holds the ring can do nothing with it. */
  wipe(): void {
    for (const keys of this.#versions.values()) keys.wipe();
    this.#versions.clear();
  }

  #primary(): VersionKeys {
    const keys = this.#versions.get(this.primaryVersion);
    if (keys === undefined) throw new Problem("service.unavailable", { retryAfter: 1, cause: "keys were wiped" });
    return keys;
  }

  #failure(place: Place | WrapPlace, reason: DecryptFailureReason): DecryptFailure {
    const failure = new DecryptFailure(this.owner, place, reason);
    this.#onFailure(failure);
    return failure;
  }
}

/** One version of an owner's key and what was derived from it. */
class VersionKeys {
  readonly #key: Uint8Array;
  readonly #sealing = new Map<SealPurpose | WrapPurpose, PurposeKey>();
  readonly #indexing = new Map<IndexPurpose, KeyObject>();

  constructor(key: Uint8Array) {
    if (key.length !== 32) throw new TypeError("an account key has 256 bits");
    this.#key = key;
  }

  sealing(purpose: SealPurpose | WrapPurpose): PurposeKey {
    const known = this.#sealing.get(purpose);
    if (known !== undefined) return known;
    const derived = new PurposeKey(this.#key, purpose);
    this.#sealing.set(purpose, derived);
    return derived;
  }

  index(purpose: IndexPurpose, normalised: string): Buffer {
    return createHmac("sha256", this.#indexKey(purpose)).update(normalised, "utf8").digest();
  }

  wipe(): void {
    this.#key.fill(0);
    for (const key of this.#sealing.values()) key.wipe();
    this.#sealing.clear();
    this.#indexing.clear();
  }

  #indexKey(purpose: IndexPurpose): KeyObject {
    const known = this.#indexing.get(purpose);
    if (known !== undefined) return known;
    const bytes = hkdfSha256(this.#key, "", derivationInfo(purpose), 32);
    const derived = createSecretKey(bytes);
    bytes.fill(0);
    this.#indexing.set(purpose, derived);
    return derived;
  }
}
