import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { bundlePath, parseTilePath, tilePath } from "./tile-path.ts";
import { isFull, newTiles, rightEdge, tileOfNode, tilesForNodes, tilesOf } from "./tile.ts";
import { consistencyNodes } from "./consistency-proof.ts";
import { inclusionNodes } from "./inclusion-proof.ts";

describe("the tiles of a tree", () => {
  test("of 70,000 entries are those of the specification's example", () => {
    const tiles = [...tilesOf(70_000)];
    const full = tiles.filter(isFull).map(({ level }) => level);
    expect([full.filter((level) => level === 0).length, full.filter((level) => level === 1).length]).toEqual([273, 1]);
    expect(tiles.filter((tile) => !isFull(tile))).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
    expect(rightEdge(70_000)).toEqual(tiles.filter((tile) => !isFull(tile)).reverse());
  });

  test("of 256 entries are a full one and a partial one above it", () => {
    expect([...tilesOf(256)]).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ]);
  });

  test("of an empty tree are none", () => {
    expect([...tilesOf(0)]).toEqual([]);
    expect(rightEdge(0)).toEqual([]);
  });

  test("after growing are the old full ones, the new ones and nothing between", () => {
    fc.assert(
      fc.property(fc.nat({ max: 200_000 }), fc.nat({ max: 2_000 }), (older, grown) => {
        const kept = [...tilesOf(older)].map(tilePath);
        const added = [...newTiles(older, older + grown)].map(tilePath);
        expect(added.filter((path) => kept.includes(path))).toEqual([]);
        const whole = [...tilesOf(older + grown)].map(tilePath);
        expect(whole.filter((path) => !added.includes(path) && !kept.includes(path))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test("of sizes that are no size are refused", () => {
    for (const size of [-1, 1.5, 2 ** 53, Number.NaN]) expect(() => [...tilesOf(size)]).toThrow(RangeError);
  });
});

describe("the tiles of a proof", () => {
  test("are few, whatever the size", () => {
    const size = 10_000_000_019;
    expect(tilesForNodes(inclusionNodes(1_234_567_890, size), size).length).toBeLessThanOrEqual(9);
    expect(tilesForNodes(consistencyNodes(1_234_567_890, size), size).length).toBeLessThanOrEqual(9);
  });

  test("hold every node they are named for", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), fc.nat(), (size, pick) => {
        for (const node of inclusionNodes(pick % size, size)) {
          const { tile, position, width } = tileOfNode(node, size);
          expect(position + width).toBeLessThanOrEqual(tile.width);
        }
      }),
    );
  });
});

describe("a tile's path", () => {
  test.each([
    [{ level: 0, index: 0, width: 256 }, "tile/0/000", "tile/entries/000"],
    [{ level: 0, index: 1_234_067, width: 256 }, "tile/0/x001/x234/067", "tile/entries/x001/x234/067"],
    [{ level: 0, index: 1_000, width: 5 }, "tile/0/x001/000.p/5", "tile/entries/x001/000.p/5"],
  ])("of %o is as the specification writes it", (tile, hashes, entries) => {
    expect([tilePath(tile), bundlePath(tile)]).toEqual([hashes, entries]);
  });

  test("is read back as what was written", () => {
    const tiles = fc.record({
      level: fc.integer({ min: 0, max: 63 }),
      index: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(parseTilePath(tilePath(tile))).toEqual({ kind: "hashes", tile });
        expect(parseTilePath(bundlePath(tile))).toEqual({ kind: "entries", tile: { ...tile, level: 0 } });
      }),
    );
  });

  test.each([
    "tile/00/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/0/0",
    "tile/0/0000",
    "tile/0/x000/001",
    "tile/0/001/002",
    "tile/0/x001",
    "tile/0/000.p/0",
    "tile/0/000.p/05",
    "tile/0/000.p/256",
    "tile/0/000.p/300",
    "tile/0/x999/x999/x999/x999/x999/999",
    "tile/0/../000",
    "tile/entries",
    "tile/0/000/",
    "tile/0/000\n",
    "checkpoint",
  ])("is not %j", (path) => {
    expect(parseTilePath(path)).toBeNull();
  });
});
