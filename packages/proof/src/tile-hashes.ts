import { type Hash, hashBytes, perfectRoot } from "./merkle-tree.ts";
import type { HashReader, TreeNode } from "./subtree.ts";
import { tileBytes, tileOfNode, type TileReader, tilesForNodes } from "./tile.ts";

/**
 * Reads the nodes of a tree of this size from its tiles, each tile once per call. Whoever does not trust the tiles
 * verifies what is made of them: a proof from wrong tiles does not verify.
 */
export function hashesFromTiles(readTile: TileReader, size: number): HashReader {
  return async (nodes) => {
    const tiles = tilesForNodes(nodes, size);
    const files = await Promise.all(tiles.map(readTile));
    const bytesOf = new Map(tiles.map((tile, i) => [`${tile.level}/${tile.index}`, files[i]]));
    return nodes.map((node) => {
      const { tile } = tileOfNode(node, size);
      const bytes = bytesOf.get(`${tile.level}/${tile.index}`);
      if (bytes?.length !== tileBytes(tile)) throw new RangeError("A tile has 32 bytes for each of its hashes");
      return hashInTile(bytes, node, size);
    });
  };
}

function hashInTile(bytes: Uint8Array, node: TreeNode, size: number): Hash {
  const { position, width } = tileOfNode(node, size);
  return perfectRoot(bytes.subarray(position * hashBytes, (position + width) * hashBytes));
}
