import type { PathStep } from "@holdfast/proof";
import { expect, test } from "vitest";

import { drawTree, hex } from "./tree-drawing.ts";

const hash = (byte: number) => new Uint8Array(32).fill(byte);
const step = (side: PathStep["side"], sibling: number, parent: number): PathStep => ({
  side,
  sibling: hash(sibling),
  parent: hash(parent),
});

test("a path is drawn from the leaf at the foot to the root at the top, each sibling on its side", () => {
  const { nodes, lines, height } = drawTree(hash(1), [step("left", 2, 3), step("right", 4, 5)]);
  const at = (byte: number) => nodes.find((node) => node.hash === hex(hash(byte)));
  expect([1, 3, 5].map((byte) => at(byte)?.role)).toEqual(["leaf", "step", "root"]);
  expect([at(2)?.role, at(4)?.role]).toEqual(["sibling", "sibling"]);
  expect(at(2)?.x).toBeLessThan(at(1)?.x ?? 0);
  expect(at(4)?.x).toBeGreaterThan(at(3)?.x ?? 0);
  expect([at(1)?.y, at(5)?.y].map((y) => y !== undefined && y > 0 && y < height)).toEqual([true, true]);
  expect(at(5)?.y).toBeLessThan(at(1)?.y ?? 0);
  expect(lines.filter(({ isPath }) => isPath)).toHaveLength(2);
});

test("the one entry of a log is its own root", () => {
  expect(drawTree(hash(9), []).nodes.map(({ role }) => role)).toEqual(["root"]);
});

test("a hash is written in hexadecimal", () => {
  expect(hex(new Uint8Array([0, 15, 255]))).toBe("000fff");
});
