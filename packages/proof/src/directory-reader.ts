/** Reads an exported log: from a disk (`@holdfast/proof/node`), from memory, over HTTP. Paths use `/`. */
export interface DirectoryReader {
  /**
   * The file's bytes, or null when there is none. Of a longer file only the first `limit` bytes: who verifies asks for
   * one byte more than there should be, and so never takes more memory than a true file would.
   */
  read(path: string, limit: number): Promise<Uint8Array | null>;
  /** The file's bytes in pieces, for files that may be large, or null when there is none. */
  stream(path: string): Promise<AsyncIterable<Uint8Array> | null>;
}

/** Reads files that are already in memory, such as a folder that was dropped on a page. */
export function memoryReader(files: ReadonlyMap<string, Uint8Array>): DirectoryReader {
  return {
    read: async (path, limit) => files.get(path)?.subarray(0, limit) ?? null,
    stream: async (path) => {
      const bytes = files.get(path);
      return bytes === undefined ? null : pieces(bytes);
    },
  };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
