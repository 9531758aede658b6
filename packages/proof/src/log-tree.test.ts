import { beforeAll, describe, expect, test } from "vitest";

import { utf8 } from "./bytes.ts";
import { memoryReader } from "./directory-reader.ts";
import { encodeBundle } from "./entry-bundle.ts";
import { encodeEntry } from "./entry.ts";
import { verifyLogDirectory } from "./log-directory.ts";
import { exportOf, type Files, freshSigner, sampleEntry, sampleExport, sampleLeaves } from "./sample-log.fixture.ts";
import { changed, entryAt, flipped, places, signer, verify, vkey, without } from "./tampering.fixture.ts";

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
