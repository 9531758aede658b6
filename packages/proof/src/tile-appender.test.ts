import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { concat } from "./bytes.ts";
import { CompactRange } from "./compact-range.ts";
import { proveConsistency } from "./consistency-proof.ts";
import { proveInclusion } from "./inclusion-proof.ts";
import { leafHash } from "./merkle-tree.ts";
import { naiveConsistency, naivePath, naiveRoot, naiveTile } from "./naive-merkle.fixture.ts";
import { treeRoot } from "./subtree.ts";
import { TileAppender } from "./tile-appender.ts";
import { hashesFromTiles } from "./tile-hashes.ts";
import { tilePath } from "./tile-path.ts";
import { type TileId, type TileReader, tilesOf } from "./tile.ts";

const entriesOf = (size: number): Uint8Array[] =>
  Array.from({ length: size }, (_, i) => Uint8Array.of(i >> 8, i & 0xff));

/** Tiles in memory. Reading one that was never written is an error, so nothing reads past the tree. */
class TileStore {
  readonly files = new Map<string, Uint8Array>();
  readonly read: TileReader = async (tile: TileId) => {
    const bytes = this.files.get(tilePath(tile));
    if (bytes === undefined) throw new Error(`no ${tilePath(tile)}`);
    return bytes;
  };

  /** Appends in steps, each by a new appender, as processes do that take over from one another. */
  async grow(entries: readonly Uint8Array[], steps: readonly number[]): Promise<TileAppender> {
    let appender = await TileAppender.resume(0, this.read);
    for (const end of steps) {
      appender = await TileAppender.resume(appender.size, this.read);
      for (const entry of entries.slice(appender.size, end)) appender.append(leafHash(entry));
      for (const tile of appender.takeChanged()) this.files.set(tilePath(tile), tile.hashes);
    }
    return appender;
  }
}

describe("a tiled tree that grows", () => {
  test("has the naive tiles and root, however it was cut into steps [C-231]", async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(sizes, async (unsorted) => {
        const steps = unsorted.toSorted((a, b) => a - b);
        const entries = entriesOf(steps.at(-1) ?? 0);
        const store = new TileStore();
        const appender = await store.grow(entries, steps);
        expect(appender.root()).toEqual(naiveRoot(entries));
        for (const tile of tilesOf(entries.length)) {
          expect(store.files.get(tilePath(tile))).toEqual(concat(...naiveTile(tile.level, tile.index, entries)));
        }
      }),
      { numRuns: 25 },
    );
  });

  test("gives the naive root and proofs out of its tiles", async () => {
    const entries = entriesOf(600);
    const store = new TileStore();
    for (const size of [1, 2, 255, 256, 257, 511, 512, 513, 600]) {
      const grown = entries.slice(0, size);
      await store.grow(grown, [size]);
      const readHashes = hashesFromTiles(store.read, size);
      expect(await treeRoot(readHashes, size)).toEqual(naiveRoot(grown));
      for (const at of [0, size >> 1, size - 1]) {
        expect(await proveInclusion(readHashes, at, size)).toEqual(naivePath(at, grown));
        expect(await proveConsistency(readHashes, at + 1, size)).toEqual(naiveConsistency(at + 1, grown));
      }
    }
  });

  test("reports each tile once", async () => {
    const appender = await TileAppender.resume(0, new TileStore().read);
    for (const entry of entriesOf(300)) appender.append(leafHash(entry));
    expect(appender.takeChanged().map(tilePath)).toEqual(["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"]);
    expect(appender.takeChanged()).toEqual([]);
    appender.append(leafHash(Uint8Array.of(1)));
    expect(appender.takeChanged().map(tilePath)).toEqual(["tile/0/001.p/45"]);
  });

  test("does not read a tile of the wrong length", async () => {
    await expect(
      treeRoot(
        hashesFromTiles(async () => new Uint8Array(31), 1),
        1,
      ),
    ).rejects.toThrow(RangeError);
  });
});

describe("a compact range", () => {
  test("gives every complete node once, with its naive hash", () => {
    const entries = entriesOf(70);
    const range = new CompactRange();
    const nodes = entries.flatMap((entry) => range.append(leafHash(entry)));
    expect(new Set(nodes.map(({ height, index }) => `${height}/${index}`)).size).toBe(nodes.length);
    expect(nodes.length).toBe(70 + 35 + 17 + 8 + 4 + 2 + 1);
    for (const { height, index, hash } of nodes) {
      expect(hash).toEqual(naiveRoot(entries.slice(index * 2 ** height, (index + 1) * 2 ** height)));
    }
    expect(range.root()).toEqual(naiveRoot(entries));
  });

  test("goes on from its size and edge", async () => {
    const [before, after] = [new CompactRange(), new CompactRange()];
    for (const entry of entriesOf(43)) before.append(leafHash(entry));
    const resumed = await CompactRange.resume(before.size, async () => before.edge());
    for (const entry of entriesOf(70).slice(43)) resumed.append(leafHash(entry));
    for (const entry of entriesOf(70)) after.append(leafHash(entry));
    expect([resumed.size, resumed.edge(), resumed.root()]).toEqual([70, after.edge(), after.root()]);
  });

  test("is not resumed without all its hashes", async () => {
    await expect(CompactRange.resume(3, async () => [leafHash(new Uint8Array())])).rejects.toThrow(RangeError);
  });
});
