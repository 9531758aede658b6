import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

import { encodeBase64Url } from "./base64.ts";
import { utf8 } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { encodeBundle } from "./entry-bundle.ts";
import { encodeEntry, type Entry } from "./entry.ts";
import { leafHash } from "./merkle-tree.ts";
import { formatOpening } from "./personal-file.ts";
import { personalCommitment } from "./personal.ts";
import { formatPolicy } from "./policy.ts";
import type { NoteSigner } from "./signed-note.ts";
import { TileAppender } from "./tile-appender.ts";
import { bundlePath, tilePath } from "./tile-path.ts";
import { tilesOf, tileWidth } from "./tile.ts";
import { formatVerifierKey, verifierKey } from "./verifier-key.ts";

export type Files = Map<string, Uint8Array>;

/** A signer with a fresh Ed25519 key. */
export function freshSigner(name: string): NoteSigner {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return { key: verifierKey(name, rawPublicKey(publicKey)), sign: (message) => sign(null, message, privateKey) };
}

/** The 32 bytes of RFC 8032, which end the SubjectPublicKeyInfo. */
export function rawPublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: "der", type: "spki" }).subarray(-32));
}

/** Entry number `index` of a sample log, with or without a personal part. */
export function sampleEntry(index: number, personal: string | null = null): Entry {
  return {
    v: 1,
    id: `evt_${String(index).padStart(26, "0")}`,
    account: "acc_01hzy3k9v7xq5m2n8p4r6s0t1w",
    time: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
    event: "session.revoked",
    actor: { type: "user", id: "usr_01hzy3k9v7xq5m2n8p4r6s0t1w" },
    target: { type: "session", id: `ses_${String(index).padStart(26, "0")}` },
    outcome: "success",
    request: `req_${String(index).padStart(26, "0")}`,
    details: { method: "password", sessions: index },
    personal,
  };
}

/** A personal part and what commits to it; the salt is the index, so that logs can be compared. */
export function samplePersonal(index: number): { commitment: string; line: string } {
  const salt = new Uint8Array(32);
  new DataView(salt.buffer).setUint32(0, index);
  const personal = { ip: `192.0.2.${index % 256}`, device: "Firefox on Linux" };
  const commitment = personalCommitment(salt, canonicalJson(personal));
  return { commitment, line: formatOpening(sampleEntry(index).id, encodeBase64Url(salt), personal) };
}

/** The leaves of a sample log of `size` entries, each with a personal part. */
export function sampleLeaves(size: number): Uint8Array[] {
  return Array.from({ length: size }, (_, index) => encodeEntry(sampleEntry(index, samplePersonal(index).commitment)));
}

/** Everything of an export but the personal parts, for any leaves. */
export async function exportOf(leaves: readonly Uint8Array[], signer: NoteSigner): Promise<Files> {
  const files: Files = new Map();
  const appender = await TileAppender.resume(0, async () => new Uint8Array());
  for (const leaf of leaves) appender.append(leafHash(leaf));
  for (const tile of appender.takeChanged()) files.set(tilePath(tile), tile.hashes);
  for (const tile of tilesOf(leaves.length)) {
    const start = tile.index * tileWidth;
    if (tile.level === 0) files.set(bundlePath(tile), encodeBundle(leaves.slice(start, start + tile.width)));
  }
  const head = { origin: signer.key.name, size: leaves.length, root: appender.root() };
  const vkey = formatVerifierKey(signer.key);
  files.set("checkpoint", utf8(await signCheckpoint(head, signer)));
  files.set("vkey", utf8(`${vkey}\n`));
  return files.set("policy", utf8(formatPolicy(vkey)));
}

/** A complete export of a sample log with all its personal parts. */
export async function sampleExport(size: number, signer: NoteSigner): Promise<Files> {
  const lines = Array.from({ length: size }, (_, index) => `${samplePersonal(index).line}\n`);
  const files = await exportOf(sampleLeaves(size), signer);
  return files.set("personal.ndjson", utf8(lines.join("")));
}
