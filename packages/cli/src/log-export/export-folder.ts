import { createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * A folder that holds an export. A file is there whole or not at all, so an export that was stopped goes on with what is
 * missing.
 */
export class ExportFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** For its owner alone: openings of personal parts will stand in it. */
  async open(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
  }

  async has(name: string): Promise<boolean> {
    try {
      return (await stat(join(this.path, name))).size > 0;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async readText(name: string): Promise<string | null> {
    try {
      return await readFile(join(this.path, name), "utf8");
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async write(name: string, content: Uint8Array | string): Promise<void> {
    await this.#put(name, (draft) => writeFile(draft, content, { mode: 0o600 }));
  }

  async writeLines(name: string, lines: AsyncIterable<string>): Promise<void> {
    await this.#put(name, (draft) => pipeline(Readable.from(lines), createWriteStream(draft, { mode: 0o600 })));
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.path, name), { force: true });
  }

  async #put(name: string, fill: (draft: string) => Promise<void>): Promise<void> {
    const path = join(this.path, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.part`;
    await fill(draft);
    await rename(draft, path);
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
