/** What only Node can do: read an exported log from a disk. */
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";

import type { DirectoryReader } from "./directory-reader.ts";

/** Reads an export from this directory. Only regular files are read: an export may come from anybody. */
export function directoryReader(root: string): DirectoryReader {
  return {
    read: async (path, limit) => {
      const file = await regularFile(join(root, path));
      return file === null ? null : readUpTo(file.path, Math.min(file.size, limit));
    },
    stream: async (path) => {
      const file = await regularFile(join(root, path));
      return file === null ? null : createReadStream(file.path);
    },
  };
}

async function regularFile(path: string): Promise<{ path: string; size: number } | null> {
  try {
    const found = await stat(path);
    // Opening a pipe would wait for ever, and a device has no end.
    if (!found.isFile()) throw new Error(`Not a regular file: ${path}`);
    return { path, size: found.size };
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw error;
  }
}

async function readUpTo(path: string, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const file = await open(path);
  try {
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(bytes, filled, length - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}
