import { type HashReader, hashesFromTiles, treeRoot } from "@holdfast/proof";

import { type LogReader, readHashes } from "./store.ts";

/** Reads the nodes of a log's tree as it was at this size. */
export const hashesOf = (log: LogReader, size: number): HashReader =>
  hashesFromTiles((tile) => readHashes(log, tile), size);

/** The root that a log's stored tree had when it had this size. */
export const rootAt = (log: LogReader, size: number): Promise<Uint8Array> => treeRoot(hashesOf(log, size), size);
