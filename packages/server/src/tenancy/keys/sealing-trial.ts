import { randomBytes } from "node:crypto";

import { equalBytes } from "../../kernel/bytes.ts";
import type { Secret } from "../../kernel/secret.ts";
import { type Algorithm, parseCiphertext } from "./ciphertext.ts";
import { DecryptFailure } from "./decrypt-failure.ts";
import { KeyRing, type KeyRingOptions } from "./key-ring.ts";
import { type KeyWrapper, UnwrapFailure } from "./key-wrapper.ts";
import type { Place } from "./place.ts";
import { newKeyBytes } from "./unwrapping.ts";

/** What sealing did with a key and a value that belong to nobody. */
export interface SealingTrial {
  /** Whether key and value came back as they went in, and the value was not to be seen in between. */
  readonly returns: boolean;
  /** Changes after which something still opened, though none should. */
  readonly accepted: readonly string[];
  /** How many changes were tried. */
  readonly tried: number;
  readonly tagBits: number;
  readonly nonceBits: number;
}

export interface TrialParts {
  readonly wrapper: KeyWrapper;
  readonly algorithm?: Algorithm | undefined;
  readonly makeRing?: (options: KeyRingOptions) => KeyRing;
}

const context = "holdfast/control/v1";
const place: Place = { purpose: "credential", table: "controls", column: "canary", row: "1" };

/**
 * Wraps a new key under the root key and seals a value under it, as for an account; then changes one thing at a time.
 * Nothing is stored, and no key that protects anything is touched.
 */
export async function trySealing({ wrapper, algorithm, makeRing = openRing }: TrialParts): Promise<SealingTrial> {
  const key = newKeyBytes();
  const wrapped = await wrapper.wrap(key, context);
  const unwrapped = await wrapper.unwrap(wrapped, context);
  const cameBack = equalBytes(unwrapped.reveal(), key.reveal());
  const ring = (owner: string, bytes: Secret<Uint8Array>): KeyRing =>
    makeRing({ owner, primary: { version: 1, key: bytes }, older: [], algorithm });
  const own = ring("control", unwrapped);
  const value = randomBytes(48);
  const sealed = own.seal(place, value);
  const parsed = parseCiphertext(sealed);
  const opens: Record<string, () => boolean | Promise<boolean>> = {
    "wrapped key altered": () => unwraps(wrapper, { ...wrapped, bytes: flipBit(wrapped.bytes) }, context),
    "wrapped key moved": () => unwraps(wrapper, wrapped, `${context}/elsewhere`),
    altered: () => opensAt(own, place, flipBit(sealed)),
    "cut short": () => opensAt(own, place, sealed.subarray(0, -1)),
    "other row": () => opensAt(own, { ...place, row: "2" }, sealed),
    "other column": () => opensAt(own, { ...place, column: "other" }, sealed),
    "other table": () => opensAt(own, { ...place, table: "others" }, sealed),
    "other purpose": () => opensAt(own, { ...place, purpose: "totp" }, sealed),
    "other owner": () => opensAt(ring("another", unwrapped), place, sealed),
    "other key": () => opensAt(ring("control", newKeyBytes()), place, sealed),
  };
  const accepted: string[] = [];
  for (const [change, isOpened] of Object.entries(opens)) if (await isOpened()) accepted.push(change);
  return {
    returns: cameBack && equalBytes(own.open(place, sealed), value) && !sealed.includes(value),
    accepted,
    tried: Object.keys(opens).length,
    tagBits: parsed === null ? 0 : (parsed.body.length - value.length) * 8,
    nonceBits: (parsed?.nonce.length ?? 0) * 8,
  };
}

const openRing = (options: KeyRingOptions): KeyRing => new KeyRing(options);

async function unwraps(wrapper: KeyWrapper, wrapped: Parameters<KeyWrapper["unwrap"]>[0], as: string) {
  try {
    await wrapper.unwrap(wrapped, as);
    return true;
  } catch (error) {
    if (error instanceof UnwrapFailure) return false;
    throw error;
  }
}

function opensAt(ring: KeyRing, at: Place, sealed: Uint8Array): boolean {
  try {
    ring.open(at, sealed);
    return true;
  } catch (error) {
    if (error instanceof DecryptFailure) return false;
    throw error;
  }
}

/** A copy with one bit changed, any of them. */
function flipBit(bytes: Uint8Array): Buffer {
  const flipped = Buffer.from(bytes);
  const bit = randomBytes(4).readUInt32BE() % (flipped.length * 8);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}
