import { generateKeyPairSync, sign } from "node:crypto";

import {
  bundlePath,
  encodeBundle,
  encodeEntry,
  formatVerifierKey,
  leafHash,
  memoryReader,
  type NoteSigner,
  signCheckpoint,
  TileAppender,
  tilePath,
  tilesOf,
  tileWidth,
  verifierKey,
  verifyLogDirectory,
} from "@holdfast/proof";

import { interleave, medianRate } from "../harness/rounds.ts";
import { perSecond } from "./figures.ts";
import { atLeast, type Row } from "./row.ts";

/** A whole export, as `holdfast audit verify` reads it: every entry parsed and hashed, every tile, the root, the signature. */
export const offlineVerification: Row = {
  name: "offline-verification",
  async measure(stage) {
    const size = stage.quick ? 20_000 : 200_000;
    const signer = freshSigner("bench.example/log");
    const reader = memoryReader(await exportOf(size, signer));
    const vkey = formatVerifierKey(signer.key);
    const { ours } = await interleave(stage.schedule, {
      async ours() {
        const began = performance.now();
        const { ok, counts } = await verifyLogDirectory(reader, { vkey });
        if (!ok || counts.entries !== size) throw new Error("a sound log was refused");
        return { operations: size, seconds: (performance.now() - began) / 1000 };
      },
    });
    const rate = medianRate(ours);
    return [
      {
        job: `Offline verification of an export of ${size.toLocaleString("en")} events, one core`,
        ours: perSecond(rate),
        baseline: "–",
        value: rate,
        goal: atLeast(100_000, "events/s"),
      },
    ];
  },
};

function freshSigner(name: string): NoteSigner {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
  return { key: verifierKey(name, raw), sign: (message) => sign(null, message, privateKey) };
}

async function exportOf(size: number, signer: NoteSigner): Promise<Map<string, Uint8Array>> {
  const entries = Array.from({ length: size }, (_, index) => entryOf(index));
  const files = new Map<string, Uint8Array>();
  const appender = await TileAppender.resume(0, async () => new Uint8Array());
  for (const entry of entries) appender.append(leafHash(entry));
  for (const tile of appender.takeChanged()) files.set(tilePath(tile), tile.hashes);
  for (const tile of tilesOf(size)) {
    const start = tile.index * tileWidth;
    if (tile.level === 0) files.set(bundlePath(tile), encodeBundle(entries.slice(start, start + tile.width)));
  }
  const head = { origin: signer.key.name, size, root: appender.root() };
  return files.set("checkpoint", Buffer.from(await signCheckpoint(head, signer)));
}

const entryOf = (index: number): Uint8Array =>
  encodeEntry({
    v: 1,
    id: `evt_${String(index).padStart(26, "0")}`,
    account: "acc_01hzy3k9v7xq5m2n8p4r6s0t1w",
    time: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
    event: "session.revoked",
    actor: { type: "user", id: "usr_01hzy3k9v7xq5m2n8p4r6s0t1w" },
    target: { type: "session", id: `ses_${String(index).padStart(26, "0")}` },
    outcome: "success",
    request: "8c0b7a3e-6f5d-4c1b-9a2e-3d4f5a6b7c8d",
    details: { method: "password" },
    personal: null,
  });
