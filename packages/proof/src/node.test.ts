import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { verifyLogDirectory } from "./log-directory.ts";
import { directoryReader } from "./node.ts";
import { freshSigner, sampleExport } from "./sample-log.fixture.ts";
import { formatVerifierKey } from "./verifier-key.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "holdfast-proof-"));
});
afterEach(() => rm(root, { recursive: true }));

describe("a directory on disk", () => {
  test("verifies like one in memory", async () => {
    const signer = freshSigner("holdfast.example/log");
    for (const [path, bytes] of await sampleExport(300, signer)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), bytes);
    }
    const report = await verifyLogDirectory(directoryReader(root), { vkey: formatVerifierKey(signer.key) });
    expect(report).toMatchObject({ ok: true, counts: { entries: 300, personalOpened: 300 } });
  });

  test("gives no more of a file than was asked for", async () => {
    await writeFile(join(root, "a"), "abcdef");
    expect(await directoryReader(root).read("a", 3)).toEqual(new Uint8Array(Buffer.from("abc")));
    expect(await directoryReader(root).read("a", 9)).toHaveLength(6);
  });

  test("has no file where there is none, nor below another file", async () => {
    await writeFile(join(root, "a"), "");
    const reader = directoryReader(root);
    expect(await Promise.all([reader.read("b", 1), reader.read("a/b", 1), reader.stream("b")])).toEqual([
      null,
      null,
      null,
    ]);
  });

  test("is not waited for when a file is a pipe", async () => {
    execFileSync("mkfifo", [join(root, "checkpoint")]);
    await expect(directoryReader(root).read("checkpoint", 1)).rejects.toThrow("Not a regular file");
    await expect(directoryReader(root).stream("checkpoint")).rejects.toThrow("Not a regular file");
  });
});
