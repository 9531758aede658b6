/** Whether somebody else's program says yes to our logs, and no to the same logs when they were tampered with. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { formatTlogProof, hashesFromTiles, proveInclusion, tilePath } from "@holdfast/proof";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  exportOf,
  type Files,
  freshSigner,
  sampleExport,
  sampleLeaves,
} from "../../packages/proof/src/sample-log.fixture.ts";

// Debian puts the sources of golang.org/x/mod here; no module proxy is asked.
const goEnvironment = { ...process.env, GO111MODULE: "off", GOPATH: "/usr/share/gocode", GOFLAGS: "" };
const listed = spawnSync("go", ["list", "golang.org/x/mod/sumdb/tlog"], { env: goEnvironment });
const isMissing = listed.status !== 0;
const suffix = isMissing ? " (SKIPPED: golang-go and golang-golang-x-mod-dev are not installed)" : "";

describe.skipIf(isMissing)(`golang.org/x/mod${suffix}`, () => {
  const signer = freshSigner("holdfast.example/log/acc_1");
  const leaves = sampleLeaves(600);
  let root: string;
  let program: string;
  let files: Files;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "holdfast-oracle-"));
    program = join(root, "go-verify");
    const source = fileURLToPath(new URL("go-verify/", import.meta.url));
    execFileSync("go", ["build", "-o", program, "."], { cwd: source, env: goEnvironment });
    files = await sampleExport(600, signer);
  }, 120_000);
  afterAll(() => rmSync(root, { recursive: true }));

  /** Writes a file into a fresh directory below the test's own, and gives its path. */
  function written(name: string, bytes: Uint8Array | string): string {
    const path = join(mkdtempSync(join(root, "file-")), name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return path;
  }

  function verify(log: Files, ...flags: readonly string[]): { status: number | null; said: string } {
    const directory = mkdtempSync(join(root, "log-"));
    for (const [path, bytes] of log) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), bytes);
    }
    const { status, stdout, stderr } = spawnSync(program, [...flags, directory], { encoding: "utf8" });
    return { status, said: (stdout + stderr).trim() };
  }
  const flipped = (path: string, at: number): Files => {
    const bytes = files.get(path) ?? new Uint8Array();
    return new Map(files).set(path, bytes.with(at, (bytes[at] ?? 0) ^ 1));
  };

  test.each([0, 1, 255, 256, 257, 600])("verifies a log of %i entries [C-001] [C-237]", async (size) => {
    const log = await exportOf(leaves.slice(0, size), signer);
    expect(verify(log)).toEqual({ status: 0, said: `verified ${size} entries` });
  });

  test("finds that a log continues each of its older checkpoints", async () => {
    for (const size of [0, 1, 256, 599, 600]) {
      const older = (await exportOf(leaves.slice(0, size), signer)).get("checkpoint") ?? "";
      expect(verify(files, "-older", written("checkpoint", older))).toMatchObject({ status: 0 });
    }
  });

  test("accepts a receipt for its entry and for no other", async () => {
    const readHashes = hashesFromTiles(async (tile) => files.get(tilePath(tile)) ?? new Uint8Array(), 600);
    const checkpoint = new TextDecoder().decode(files.get("checkpoint"));
    for (const index of [0, 300, 599]) {
      const proof = await proveInclusion(readHashes, index, 600);
      const receipt = written("receipt", formatTlogProof({ index, proof, checkpoint, extra: null }));
      expect(verify(files, "-receipt", receipt, "-index", String(index))).toMatchObject({ status: 0 });
      const forged = written("receipt", formatTlogProof({ index: index ^ 1, proof, checkpoint, extra: null }));
      expect(verify(files, "-receipt", forged, "-index", String(index ^ 1))).toMatchObject({ status: 1 });
    }
  });

  test.each([
    ["checkpoint", 0],
    ["vkey", 40],
    ["tile/0/001", 77],
    ["tile/1/000.p/2", 33],
    ["tile/entries/000", 1_000],
    ["tile/entries/002.p/88", 5],
  ])("refuses a log whose %s was changed", (path, at) => {
    expect(verify(flipped(path, at)).status).toBe(1);
  });

  test("refuses a rollback and a fork", async () => {
    const later = written("checkpoint", files.get("checkpoint") ?? "");
    const rolledBack = verify(await exportOf(leaves.slice(0, 599), signer), "-older", later);
    expect(rolledBack).toEqual({ status: 1, said: "rollback: 599 entries, once 600" });

    const otherLeaves = sampleLeaves(1).concat(sampleLeaves(1), leaves.slice(2, 300));
    const otherHistory = (await exportOf(otherLeaves, signer)).get("checkpoint") ?? "";
    const forked = verify(files, "-older", written("checkpoint", otherHistory));
    expect([forked.status, forked.said.split(":")[0]]).toEqual([1, "fork"]);
  });
});
