import type { PathStep } from "@holdfast/proof";

export interface DrawnNode {
  readonly x: number;
  readonly y: number;
  readonly hash: string;
  readonly role: "leaf" | "step" | "root" | "sibling";
}

export interface TreeDrawing {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly DrawnNode[];
  /** Lines from a child up to its parent. */
  readonly lines: readonly { readonly from: DrawnNode; readonly to: DrawnNode; readonly isPath: boolean }[];
}

const width = 280;
const centre = width / 2;
const spread = 92;
const levelHeight = 62;
const margin = 26;

/** The way from a leaf to the root: the path climbs in the middle, each sibling stands on its side. */
export function drawTree(leaf: Uint8Array, path: readonly PathStep[]): TreeDrawing {
  const height = margin * 2 + path.length * levelHeight;
  const level = (i: number) => height - margin - i * levelHeight;
  const node = (x: number, y: number, hash: Uint8Array, role: DrawnNode["role"]): DrawnNode => ({
    x,
    y,
    hash: hex(hash),
    role,
  });

  const nodes = [node(centre, level(0), leaf, path.length === 0 ? "root" : "leaf")];
  const lines: TreeDrawing["lines"][number][] = [];
  let child = nodes[0];
  for (const [i, step] of path.entries()) {
    const parent = node(centre, level(i + 1), step.parent, i === path.length - 1 ? "root" : "step");
    const side = step.side === "left" ? -spread : spread;
    const sibling = node(centre + side, level(i), step.sibling, "sibling");
    nodes.push(parent, sibling);
    if (child !== undefined) lines.push({ from: child, to: parent, isPath: true });
    lines.push({ from: sibling, to: parent, isPath: false });
    child = parent;
  }
  return { width, height, nodes, lines };
}

/** Lower-case hexadecimal. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
