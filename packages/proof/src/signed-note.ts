import { decodeBase64, encodeBase64 } from "./base64.ts";
import { concat, textOf, uint32, utf8 } from "./bytes.ts";
import { isValidCosignature } from "./cosignature.ts";
import { ProofError } from "./proof-error.ts";
import { isKeyName, signatureTypes, type VerifierKey } from "./verifier-key.ts";
import { verifyEd25519 } from "#primitives";

/** One signature line: who says to have signed, and what. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Uint8Array;
}

/** A text and its signature lines, taken apart and not verified: trust nothing in it yet. */
export interface SignedNote {
  /** With its final newline, as it was signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Signs under a key: locally, or by asking a KMS. */
export interface NoteSigner {
  readonly key: VerifierKey;
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

// The specification asks for a limit and for no less than 16. Go's x/mod has the same two.
const signaturesMax = 100;
const noteBytesMax = 1_000_000;
const keyIdBytes = 4;

/** Takes a note apart (c2sp.org/signed-note, "Format"). @throws ProofError `note.malformed` */
export function parseNote(note: string | Uint8Array): SignedNote {
  const whole = noteText(note);
  const blank = whole.lastIndexOf("\n\n");
  if (blank < 0 || !whole.endsWith("\n")) throw new ProofError("note.malformed", "no text, blank line and signatures");
  const lines = whole.slice(blank + 2, -1).split("\n");
  if (lines.length > signaturesMax) throw new ProofError("note.malformed", `more than ${signaturesMax} signatures`);
  return { text: whole.slice(0, blank + 1), signatures: lines.map(parseSignature) };
}

function noteText(note: string | Uint8Array): string {
  if (note.length > noteBytesMax) throw new ProofError("note.malformed", "too long");
  const text = typeof note === "string" ? note : textOf(note);
  if (text === null || !text.isWellFormed()) throw new ProofError("note.malformed", "not UTF-8");
  // oxlint-disable-next-line no-control-regex -- "MUST NOT contain any ASCII control characters … other than newline"
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) throw new ProofError("note.malformed", "a control character");
  return text;
}

function parseSignature(line: string): NoteSignature {
  const [, name, encoded] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  const bytes = decodeBase64(encoded ?? "");
  if (name === undefined || !isKeyName(name) || bytes === null || bytes.length <= keyIdBytes) {
    throw new ProofError("note.malformed", "a signature line");
  }
  const keyId = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return { name, keyId, signature: bytes.subarray(keyIdBytes) };
}

/**
 * Verifies a note against the known keys, and returns those that have signed it. Signatures of unknown keys are
 * ignored; one bad signature of a known key refuses the note.
 * @throws ProofError `note.bad_signature`, `note.unsigned`
 */
export async function verifyNote(note: SignedNote, keys: readonly VerifierKey[]): Promise<VerifierKey[]> {
  const signers = new Set<VerifierKey>();
  for (const signature of note.signatures) {
    // Name and id together name a key. Should two known keys collide in both, every one of them must have signed.
    for (const key of keys.filter(({ name, keyId }) => name === signature.name && keyId === signature.keyId)) {
      if (!(await isValid(key, note.text, signature.signature))) throw new ProofError("note.bad_signature");
      signers.add(key);
    }
  }
  if (signers.size === 0) throw new ProofError("note.unsigned");
  return [...signers];
}

async function isValid(key: VerifierKey, text: string, signature: Uint8Array): Promise<boolean> {
  if (key.type === signatureTypes.ed25519Cosignature) return isValidCosignature(key, text, signature);
  return verifyEd25519(key.publicKey, utf8(text), signature);
}

/** Writes a note. @throws ProofError `note.malformed` when `text` cannot be signed or a line cannot be written. */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  const lines = signatures.map(({ name, keyId, signature }) => {
    return `— ${name} ${encodeBase64(concat(uint32(keyId), signature))}\n`;
  });
  const note = `${text}\n${lines.join("")}`;
  // Reading it back is the one check that covers names, control characters and a text that lacks its newline.
  if (parseNote(note).text !== text) throw new ProofError("note.malformed", "the text does not end in a newline");
  return note;
}

/** Signs `text`, which ends in a newline, with each signer. @throws ProofError `note.malformed` */
export async function signNote(text: string, ...signers: readonly NoteSigner[]): Promise<string> {
  const message = utf8(text);
  const signatures = signers.map(async (signer): Promise<NoteSignature> => {
    return { name: signer.key.name, keyId: signer.key.keyId, signature: await signer.sign(message) };
  });
  return formatNote(text, await Promise.all(signatures));
}
