import { beforeAll, describe, expect, test } from "vitest";

import { utf8 } from "./bytes.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { memoryReader } from "./directory-reader.ts";
import { encodeBundle } from "./entry-bundle.ts";
import { encodeEntry } from "./entry.ts";
import { describeFault, type Fault } from "./fault.ts";
import { type LogExpectation, type LogReport, verifyLogDirectory } from "./log-directory.ts";
import { leafHash, nodeHash } from "./merkle-tree.ts";
import { exportOf, type Files, freshSigner, sampleEntry, sampleExport, sampleLeaves } from "./sample-log.fixture.ts";
import { parseTilePath } from "./tile-path.ts";
import { isPruned } from "./tile.ts";
import { formatVerifierKey, signatureTypes, verifierKey } from "./verifier-key.ts";

const signer = freshSigner("holdfast.example/log/acc_1");
const vkey = formatVerifierKey(signer.key);

const verify = async (files: Files, more: Partial<LogExpectation> = {}): Promise<LogReport> =>
  verifyLogDirectory(memoryReader(files), { vkey, ...more });

const without = (files: Files, path: string): Files => new Map([...files].filter(([name]) => name !== path));
const changed = (files: Files, path: string, change: (bytes: Uint8Array) => Uint8Array): Files =>
  new Map(files).set(path, change(files.get(path) ?? new Uint8Array()));
const flipped = (files: Files, path: string, at: number, mask = 1): Files =>
  changed(files, path, (bytes) => bytes.with(at, (bytes[at] ?? 0) ^ mask));

/** What a fault is and where, without its wording. */
const places = (report: LogReport) =>
  report.faults.map(({ code, file, entry, tile, line }) => ({
    code,
    file,
    ...(entry !== undefined && { entry }),
    ...(tile && { tile }),
    ...(line !== undefined && { line }),
  }));

/** Which entry of a bundle this byte belongs to. */
function entryAt(bundle: Uint8Array, at: number): number {
  let [entry, offset] = [0, 0];
  for (; ; entry++) {
    offset += 2 + (((bundle[offset] ?? 0) << 8) | (bundle[offset + 1] ?? 0));
    if (at < offset) return entry;
  }
}

/** Where a report must point when this one byte was changed. */
function isLocated(fault: Fault, path: string, bytes: Uint8Array, at: number): boolean {
  if (fault.file !== path) return false;
  const file = parseTilePath(path);
  if (file?.kind === "hashes") return fault.tile?.position === at >> 5 && fault.tile.level === file.tile.level;
  if (file?.kind === "entries") return fault.entry === file.tile.index * 256 + entryAt(bytes, at);
  if (path === "personal.ndjson")
    return fault.line === new TextDecoder().decode(bytes.subarray(0, at)).split("\n").length;
  return true;
}

describe("an exported log", () => {
  let files: Files;
  beforeAll(async () => {
    files = await sampleExport(3, signer);
  });

  test("verifies whole", async () => {
    const report = await verify(files);
    expect(report.checkpoint).toMatchObject({ origin: "holdfast.example/log/acc_1", size: 3 });
    expect(report).toEqual({
      ok: true,
      checkpoint: report.checkpoint,
      counts: { entries: 3, tiles: 1, personalOpened: 3, personalWithheld: 0, witnesses: 0 },
      continuesOlder: null,
      faults: [],
      faultCount: 0,
    });
  });

  // The lowest bit, the bit that turns upper case into lower case, and the one that leaves ASCII.
  test.each([0x01, 0x20, 0x80])(
    "with any byte of any file changed by %i is refused, and located [C-231] [C-237]",
    async (mask) => {
      const missed: unknown[] = [];
      for (const [path, bytes] of files) {
        for (let at = 0; at < bytes.length; at++) {
          const { ok, faults } = await verify(flipped(files, path, at, mask));
          if (ok || !faults[0] || !isLocated(faults[0], path, bytes, at))
            missed.push([path, at, faults.map(describeFault)]);
        }
      }
      expect(missed).toEqual([]);
    },
  );

  test("with any file but the personal parts cut short anywhere is refused", async () => {
    for (const [path, bytes] of without(files, "personal.ndjson")) {
      for (let length = 0; length < bytes.length; length += 7) {
        const { faults } = await verify(changed(files, path, () => bytes.subarray(0, length)));
        expect(faults[0]?.file, `${path} of ${length} bytes`).toBe(path);
      }
    }
  });

  test("with a byte more in any file is refused", async () => {
    for (const path of files.keys()) {
      const { faults } = await verify(changed(files, path, (bytes) => Uint8Array.of(...bytes, 0x20)));
      expect(faults[0]?.file).toBe(path);
    }
  });

  test("of no entries verifies", async () => {
    const empty = await sampleExport(0, signer);
    expect(await verify(empty)).toMatchObject({ ok: true, counts: { entries: 0, tiles: 0 } });
  });

  test("tells how far it has come", async () => {
    const seen: string[] = [];
    await verify(files, { onProgress: (entries, size) => seen.push(`${entries}/${size}`) });
    expect(seen).toEqual(["3/3"]);
  });

  test("needs no vkey, policy or personal file", async () => {
    const bare = ["vkey", "policy", "personal.ndjson"].reduce(without, files);
    expect(await verify(bare)).toMatchObject({ ok: true, counts: { personalOpened: 0, personalWithheld: 3 } });
  });
});

describe("an exported log of three levels", () => {
  // 2 full tiles of leaves, a partial one, and a tile of level 1.
  const size = 600;
  let files: Files;
  beforeAll(async () => {
    files = await sampleExport(size, signer);
  });
  const bundle = "tile/entries/001";
  const tile0 = (position: number | null, index = 1) => ({ level: 0, index, position });

  test("verifies whole", async () => {
    expect(await verify(files)).toMatchObject({ ok: true, counts: { entries: 600, tiles: 4, personalOpened: 600 } });
  });

  test.each([
    ["tile/0/000", 31, { level: 0, index: 0, position: 0 }],
    ["tile/0/001", 255 * 32, { level: 0, index: 1, position: 255 }],
    ["tile/0/002.p/88", 87 * 32, { level: 0, index: 2, position: 87 }],
    ["tile/1/000.p/2", 32, { level: 1, index: 0, position: 1 }],
  ])("names the hash that was changed in %s", async (path, at, tile) => {
    expect(places(await verify(flipped(files, path, at)))).toEqual([{ code: "tile.mismatch", file: path, tile }]);
  });

  test.each([
    ["tile/entries/000", 200],
    ["tile/entries/001", 100_000],
    ["tile/entries/002.p/88", 4_321],
  ])("names the entry that was changed in %s", async (path, at) => {
    const [, index = "0"] = /(\d{3})(?:\.p.*)?$/.exec(path) ?? [];
    const entry = Number(index) * 256 + entryAt(files.get(path) ?? new Uint8Array(), at);
    expect(places(await verify(flipped(files, path, at)))[0]).toEqual({ code: "entry.mismatch", file: path, entry });
  });

  test("names a missing file", async () => {
    expect(places(await verify(without(files, "tile/0/001")))).toEqual([
      { code: "tile.missing", file: "tile/0/001", tile: tile0(null) },
    ]);
    expect(places(await verify(without(files, "tile/1/000.p/2")))).toEqual([
      { code: "tile.missing", file: "tile/1/000.p/2", tile: { level: 1, index: 0, position: null } },
    ]);
    expect(places(await verify(without(files, bundle)))[0]).toEqual({
      code: "bundle.missing",
      file: bundle,
      entry: 256,
    });
    expect(places(await verify(without(files, "checkpoint")))).toEqual([
      { code: "checkpoint.missing", file: "checkpoint" },
    ]);
  });

  test("names both, when an entry bundle and its tile are missing", async () => {
    const report = await verify(without(without(files, bundle), "tile/0/001"), { leaves: "opaque" });
    expect(places(report).map(({ code }) => code)).toEqual(["tile.missing", "bundle.missing"]);
  });

  test("names a tile or a bundle that was cut short", async () => {
    const cut = (path: string) => changed(files, path, (bytes) => bytes.subarray(0, -1));
    expect(places(await verify(cut("tile/0/001")))).toEqual([
      { code: "tile.truncated", file: "tile/0/001", tile: tile0(null) },
    ]);
    expect(places(await verify(cut(bundle)))[0]).toEqual({ code: "bundle.truncated", file: bundle, entry: 511 });
  });

  test("names the entry whose length was changed", async () => {
    const report = await verify(flipped(files, bundle, 1));
    expect(places(report)[0]).toMatchObject({ file: bundle, entry: 256 });
    expect(report.faults[0]?.code).toMatch(/^bundle\./);
  });

  test("finds an entry that was replaced together with its hash", async () => {
    const forgedLeaf = encodeEntry({ ...sampleEntry(300), outcome: "refused" });
    const leaves = sampleLeaves(size).with(300, forgedLeaf);
    const forged = await exportOf(leaves, freshSigner("a"));
    const withHash = new Map(files)
      .set(bundle, forged.get(bundle) ?? forgedLeaf)
      .set("tile/0/001", forged.get("tile/0/001") ?? forgedLeaf);
    const [fault] = places(await verify(withHash));
    expect(fault).toEqual({ code: "tile.mismatch", file: "tile/0/001", tile: tile0(null) });

    const withEveryTile = new Map([...files, ...[...forged].filter(([path]) => path.startsWith("tile/"))]);
    expect(places(await verify(withEveryTile, { leaves: "opaque" }))).toEqual([
      { code: "root.mismatch", file: "checkpoint" },
    ]);
  });

  test("names both the entry and the hash, when neither fits the tree", async () => {
    const both = flipped(flipped(files, bundle, 10), "tile/0/001", 0);
    expect(places(await verify(both, { leaves: "opaque" }))).toEqual(
      expect.arrayContaining([
        { code: "entry.mismatch", file: bundle, entry: 256 },
        { code: "tile.mismatch", file: "tile/0/001", tile: tile0(0) },
      ]),
    );
    const edge = flipped(flipped(files, "tile/entries/002.p/88", 10), "tile/0/002.p/88", 0);
    expect(places(await verify(edge, { leaves: "opaque" })).map(({ code }) => code)).toEqual([
      "entry.mismatch",
      "tile.mismatch",
      "root.mismatch",
    ]);
  });

  test("counts all faults and names the first ones", async () => {
    const otherBundle = encodeBundle(
      sampleLeaves(size)
        .slice(512)
        .map((leaf) => leaf.with(20, 0x7e)),
    );
    const report = await verify(new Map(files).set("tile/entries/002.p/88", otherBundle), { faultsMax: 3 });
    expect(report.faults).toHaveLength(3);
    expect(report.faultCount).toBe(88);
  });

  test("is read in bounded pieces, however large its files are made", async () => {
    const asked: [string, number][] = [];
    const reader = memoryReader(files);
    await verifyLogDirectory(
      { ...reader, read: (path, limit) => (asked.push([path, limit]), reader.read(path, limit)) },
      { vkey },
    );
    expect(Math.max(...asked.map(([, limit]) => limit))).toBe(256 * 65_537 + 1);
    expect(Object.fromEntries(asked)).toMatchObject({ "tile/0/000": 8_193, "tile/1/000.p/2": 65 });
  });
});

describe("an exported log of 70,000 opaque entries", () => {
  let files: Files;
  beforeAll(async () => {
    files = await exportOf(
      Array.from({ length: 70_000 }, (_, i) => utf8(`entry ${i}`)),
      signer,
    );
  });

  test("verifies whole, with the tiles that the specification counts", async () => {
    const report = await verify(files, { leaves: "opaque" });
    expect(report).toMatchObject({ ok: true, counts: { entries: 70_000, tiles: 273 + 1 + 1 + 1 + 1 } });
  });

  test.each([
    ["tile/0/255", 0, { level: 0, index: 255, position: 0 }],
    ["tile/1/000", 100 * 32 + 5, { level: 1, index: 0, position: 100 }],
    ["tile/1/001.p/17", 16 * 32, { level: 1, index: 1, position: 16 }],
    ["tile/2/000.p/1", 31, { level: 2, index: 0, position: 0 }],
  ])("names the hash that was changed in %s", async (path, at, tile) => {
    const report = await verify(flipped(files, path, at), { leaves: "opaque" });
    expect(places(report)).toEqual([{ code: "tile.mismatch", file: path, tile }]);
  });

  test("finds a leaf tile that was rewritten with its entries, and one with its parent", async () => {
    const forged = await exportOf(
      Array.from({ length: 70_000 }, (_, i) => utf8(`entry ${i === 300 ? "forged" : i}`)),
      signer,
    );
    const replaced = (...paths: readonly string[]): Files =>
      new Map([...files, ...[...forged].filter(([path]) => paths.includes(path))]);
    const leaf = ["tile/entries/001", "tile/0/001"];
    expect(places(await verify(replaced(...leaf), { leaves: "opaque" }))).toEqual([
      { code: "tile.mismatch", file: "tile/0/001", tile: { level: 0, index: 1, position: null } },
    ]);
    expect(places(await verify(replaced(...leaf, "tile/1/000"), { leaves: "opaque" }))).toEqual([
      { code: "tile.mismatch", file: "tile/1/000", tile: { level: 1, index: 0, position: null } },
    ]);
  });
});

describe("a log that was pruned", () => {
  const size = 66_500;
  const leaves = Array.from({ length: size }, (_, i) => utf8(`entry ${i}`));
  const opaque = { leaves: "opaque" } as const;
  let whole: Files;
  beforeAll(async () => {
    whole = await exportOf(leaves, signer);
  });

  /** What is left when all that may go is gone. */
  const prunedTo = (minimumIndex: number): Files =>
    new Map(
      [...whole].filter(([path]) => {
        const file = parseTilePath(path);
        return file === null || !isPruned(file.tile, minimumIndex);
      }),
    );

  test.each([256, 1_000, 65_536, 66_048])(
    "of its entries before %i verifies, when that is its policy",
    async (minimumIndex) => {
      const report = await verify(prunedTo(minimumIndex), { ...opaque, minimumIndex });
      const pruned = Math.floor(minimumIndex / 256) * 256;
      expect(report).toMatchObject({ ok: true, counts: { entries: size - pruned } });
    },
  );

  test("beyond its policy is refused", async () => {
    const report = await verify(prunedTo(1_024), { ...opaque, minimumIndex: 1_000 });
    expect(places(report).map(({ code, file }) => [code, file])).toEqual([
      ["tile.missing", "tile/0/003"],
      ["bundle.missing", "tile/entries/003"],
    ]);
  });

  test("is verified in all that is left of it", async () => {
    const report = await verify(flipped(whole, "tile/0/001", 0), { ...opaque, minimumIndex: 66_048 });
    expect(places(report)).toMatchObject([{ code: "tile.mismatch", file: "tile/0/001" }]);
    const above = await verify(flipped(prunedTo(1_024), "tile/1/000", 0), { ...opaque, minimumIndex: 1_024 });
    expect(places(above)).toMatchObject([{ code: "tile.mismatch", file: "tile/1/000" }]);
  });

  test("still continues a checkpoint that it can prove, and says when it cannot", async () => {
    const older = async (count: number) => (await exportOf(leaves.slice(0, count), signer)).get("checkpoint") ?? null;
    const expectation = { ...opaque, minimumIndex: 1_024 };
    const later = await verify(prunedTo(1_024), { ...expectation, olderCheckpoint: await older(1_500) });
    expect(later).toMatchObject({ ok: true, continuesOlder: true });
    const before = await verify(prunedTo(1_024), { ...expectation, olderCheckpoint: await older(300) });
    expect(before).toMatchObject({ ok: false, continuesOlder: null, faults: [{ code: "checkpoint.unprovable" }] });
  });
});

describe("a checkpoint from earlier", () => {
  const head = (files: Files): Uint8Array => files.get("checkpoint") ?? new Uint8Array();
  const leaves = sampleLeaves(600);

  test("is continued by the same log", async () => {
    const newer = await exportOf(leaves, signer);
    for (const size of [0, 1, 256, 300, 512, 600]) {
      const olderCheckpoint = head(await exportOf(leaves.slice(0, size), signer));
      expect(await verify(newer, { olderCheckpoint })).toMatchObject({ ok: true, continuesOlder: true });
    }
  });

  test("that was larger uncovers a rollback [C-237]", async () => {
    const olderCheckpoint = head(await exportOf(leaves, signer));
    const report = await verify(await exportOf(leaves.slice(0, 599), signer), { olderCheckpoint });
    expect(report).toMatchObject({
      ok: false,
      continuesOlder: false,
      faults: [{ code: "checkpoint.rollback", detail: "599 entries, once 600" }],
    });
  });

  test("of other entries uncovers a fork, though both logs are signed and whole [C-237]", async () => {
    const fork = leaves.with(10, encodeEntry({ ...sampleEntry(10), outcome: "refused" }));
    for (const size of [11, 300, 600]) {
      const olderCheckpoint = head(await exportOf(fork.slice(0, size), signer));
      const report = await verify(await exportOf(leaves, signer), { olderCheckpoint });
      expect(report).toMatchObject({ ok: false, continuesOlder: false, faults: [{ code: "checkpoint.fork" }] });
    }
    const beforeTheFork = head(await exportOf(fork.slice(0, 10), signer));
    expect(await verify(await exportOf(leaves, signer), { olderCheckpoint: beforeTheFork })).toMatchObject({
      ok: true,
    });
  });

  test("is not judged by a damaged tree", async () => {
    const olderCheckpoint = head(await exportOf(leaves.slice(0, 300), signer));
    const damaged = flipped(await exportOf(leaves, signer), "tile/0/000", 0);
    const report = await verify(damaged, { olderCheckpoint });
    expect(report.continuesOlder).toBeNull();
    expect(places(report).map(({ code }) => code)).toEqual(["tile.mismatch"]);
  });

  test("of another log is a fault of its own", async () => {
    const olderCheckpoint = head(await exportOf(leaves.slice(0, 3), freshSigner("holdfast.example/other")));
    const report = await verify(await exportOf(leaves, signer), { olderCheckpoint });
    expect(places(report)).toEqual([{ code: "checkpoint.wrong_origin", file: "the older checkpoint" }]);
  });
});

describe("an export by somebody else", () => {
  const leaves = sampleLeaves(3);

  test("under another name is refused as another log's", async () => {
    const report = await verify(await exportOf(leaves, freshSigner("holdfast.example/log/acc_2")));
    expect(places(report).map(({ code, file }) => [file, code])).toEqual([
      ["vkey", "vkey.mismatch"],
      ["policy", "policy.wrong_log"],
      ["checkpoint", "checkpoint.wrong_origin"],
    ]);
    expect(report.checkpoint).toBeNull();
  });

  test("under the log's own name is refused as unsigned", async () => {
    const forged = await exportOf(leaves, freshSigner(signer.key.name));
    expect(places(await verify(forged)).at(-1)).toEqual({ code: "note.unsigned", file: "checkpoint" });
  });

  test("with the log's key id on a forged signature is refused as forged", async () => {
    const forger = { ...freshSigner(signer.key.name), key: signer.key };
    const forged = await exportOf(leaves, forger);
    expect(places(await verify(forged))).toEqual([{ code: "note.bad_signature", file: "checkpoint" }]);
  });

  test("is refused without the witnesses that the reader's own policy asks for", async () => {
    const witness = formatVerifierKey(
      verifierKey("w.example", signer.key.publicKey, signatureTypes.ed25519Cosignature),
    );
    const policy = `log ${vkey}\nwitness W ${witness}\nquorum W\n`;
    const files = await exportOf(leaves, signer);
    expect(places(await verify(files, { policy }))).toEqual([{ code: "policy.quorum_unmet", file: "checkpoint" }]);
    expect(places(await verify(new Map(files).set("policy", utf8(policy))))).toEqual([
      { code: "policy.quorum_unmet", file: "checkpoint" },
    ]);
  });

  test("is not looked at with a key or a policy that is none", async () => {
    await expect(verify(new Map(), { vkey: "holdfast" })).rejects.toMatchObject({ code: "vkey.malformed" });
    await expect(verify(new Map(), { policy: "quorum" })).rejects.toMatchObject({ code: "policy.malformed" });
  });

  test("with a size that its entries do not have is refused", async () => {
    const files = await exportOf(leaves, signer);
    const root = nodeHash(leafHash(leaves[0] ?? new Uint8Array()), leafHash(leaves[1] ?? new Uint8Array()));
    const shorter = new Map(files).set(
      "checkpoint",
      utf8(await signCheckpoint({ origin: signer.key.name, size: 2, root }, signer)),
    );
    expect(places(await verify(shorter)).map(({ file }) => file)).toEqual(["tile/0/000.p/2", "tile/entries/000.p/2"]);
  });
});
