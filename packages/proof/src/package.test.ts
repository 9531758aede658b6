import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { freshSigner, sampleExport } from "./sample-log.fixture.ts";
import { formatVerifierKey } from "./verifier-key.ts";

const home = fileURLToPath(new URL("..", import.meta.url));
const example = fileURLToPath(new URL("./verify.example.ts", import.meta.url));
const signer = freshSigner("holdfast.example/log");
const vkey = formatVerifierKey(signer.key);
let root: string;
let log: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "holdfast-package-"));
  log = join(root, "log");
  for (const [path, bytes] of await sampleExport(300, signer)) {
    mkdirSync(dirname(join(log, path)), { recursive: true });
    writeFileSync(join(log, path), bytes);
  }
});
afterAll(() => rmSync(root, { recursive: true }));

describe("the README's example", () => {
  test("is the file that runs here", () => {
    const [, block] = readFileSync(join(home, "README.md"), "utf8").split("```ts\n");
    const [shown] = block?.split("```") ?? [];
    expect(shown).toBe(readFileSync(example, "utf8").replace(/^\/\/.*\n/, ""));
  });

  test("says yes to a log, and no to the same log under another key", () => {
    const yes = spawnSync(process.execPath, [example, log, vkey], { encoding: "utf8" });
    expect([yes.status, yes.stdout, yes.stderr]).toEqual([0, "300 entries are as they were logged\n", ""]);
    const otherKey = formatVerifierKey(freshSigner("holdfast.example/log").key);
    const no = spawnSync(process.execPath, [example, log, otherKey], { encoding: "utf8" });
    expect([no.status, no.stdout]).toEqual([1, "Do not trust this log\n"]);
    expect(no.stderr).toContain("checkpoint: No known key has signed this\n");
  });
});

describe("the published package", () => {
  test("is plain JavaScript with declarations, and verifies", () => {
    const built = join(root, "node_modules/@holdfast/proof");
    execFileSync(process.execPath, [join(home, "src/build.ts"), built]);
    expect(
      ["index.js", "index.d.ts", "node.js", "node.d.ts", "primitives/portable.js"].filter(
        (file) => !existsSync(join(built, file)),
      ),
    ).toEqual([]);
    const script = join(root, "verify.mjs");
    writeFileSync(script, readFileSync(example));
    const { status, stdout } = spawnSync(process.execPath, [script, log, vkey], { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, "300 entries are as they were logged\n"]);
  });

  test("depends on nothing", () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only its keys are looked at
    const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as Record<string, unknown>;
    expect(Object.keys(manifest).filter((name) => /dependencies/i.test(name))).toEqual([]);
  });
});
