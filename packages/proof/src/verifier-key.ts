import { decodeBase64, encodeBase64 } from "./base64.ts";
import { concat, utf8 } from "./bytes.ts";
import { ProofError } from "./proof-error.ts";
import { sha256 } from "#primitives";

/** c2sp.org/signed-note, "Signature types": the two that this package verifies. */
export const signatureTypes = { ed25519: 0x01, ed25519Cosignature: 0x04 } as const;
export type SignatureType = (typeof signatureTypes)[keyof typeof signatureTypes];

/** A public key and the name it signs under. */
export interface VerifierKey {
  readonly name: string;
  readonly type: SignatureType;
  /** 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array;
  /** Tells keys of one name apart. It is short: two keys may share it, so it identifies and proves nothing. */
  readonly keyId: number;
}

const publicKeyBytes = 32;

/** Whether a key may be called this: not empty, no Unicode space, no plus, no control character. */
export const isKeyName = (name: string): boolean => /^[^\p{White_Space}+\p{Cc}]+$/u.test(name) && name.isWellFormed();

/** The key of this name. @throws ProofError `vkey.malformed` */
export function verifierKey(
  name: string,
  publicKey: Uint8Array,
  type: SignatureType = signatureTypes.ed25519,
): VerifierKey {
  if (!isKeyName(name))
    throw new ProofError("vkey.malformed", "the name is empty or has a space, plus or control character");
  if (publicKey.length !== publicKeyBytes) throw new ProofError("vkey.malformed", "an Ed25519 public key has 32 bytes");
  return { name, type, publicKey, keyId: keyIdOf(name, concat(Uint8Array.of(type), publicKey)) };
}

// key ID = SHA-256(key name ‖ 0x0A ‖ signature type ‖ public key)[:4]
function keyIdOf(name: string, typedKey: Uint8Array): number {
  const digest = sha256(concat(utf8(`${name}\n`), typedKey));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}

/** Writes a key as `name+keyid+base64(type ‖ key)`, the vkey of c2sp.org/signed-note. */
export function formatVerifierKey(key: VerifierKey): string {
  const id = key.keyId.toString(16).padStart(8, "0");
  return `${key.name}+${id}+${encodeBase64(concat(Uint8Array.of(key.type), key.publicKey))}`;
}

/** Reads a vkey. @throws ProofError `vkey.malformed`, `vkey.unsupported` */
export function parseVerifierKey(vkey: string): VerifierKey {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  const typedKey = decodeBase64(encoded ?? "");
  if (name === undefined || id === undefined || !isKeyName(name) || typedKey === null)
    throw new ProofError("vkey.malformed");
  if (keyIdOf(name, typedKey) !== Number.parseInt(id, 16))
    throw new ProofError("vkey.malformed", "the key id is not this key's");
  const type = Object.values(signatureTypes).find((known) => known === typedKey[0]);
  if (type === undefined) throw new ProofError("vkey.unsupported");
  return verifierKey(name, typedKey.subarray(1), type);
}

/** Whether both are the same key under the same name. */
export const isSameKey = (a: VerifierKey, b: VerifierKey): boolean => formatVerifierKey(a) === formatVerifierKey(b);
