import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, expect, test } from "vitest";

import { claimDocument } from "./claims.ts";
import { faultsIn } from "./coverage.ts";
import { scan } from "./scan.ts";

const checkout = mkdtempSync(join(tmpdir(), "holdfast-claims-"));
afterAll(() => rmSync(checkout, { recursive: true }));

function write(file: string, text: string): void {
  const path = join(checkout, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

test("a scan reads tests, contract suites and controls, and nothing that was installed or built", () => {
  write("packages/server/src/a.test.ts", 'test("a fact [C-001]", () => {});');
  write("packages/console/src/b.test.tsx", 'test("a view [C-130]", () => <b />);');
  write("packages/server/src/c.contract.ts", 'test("for each [C-044]", () => {});');
  write("test/threats/d.test.ts", 'test("a list [C-001, C-002]", () => {});');
  write("packages/server/src/tenancy/keys/controls.ts", 'export const c = [{ name: "k.age", claims: ["C-045"] }];');
  write("packages/server/node_modules/x/e.test.ts", 'test("installed [C-003]", () => {});');
  write("packages/console/dist/f.test.ts", 'test("built [C-004]", () => {});');
  write("packages/server/src/g.ts", 'test("not a test file [C-005]", () => {});');

  const { mentions, strays, files } = scan(checkout);
  expect(mentions.map(({ id, by }) => `${by} ${id}`).sort()).toEqual([
    "control C-045",
    "test C-001",
    "test C-044",
    "test C-130",
  ]);
  expect(strays.map(({ text }) => text)).toEqual(["C-001", "C-002"]);
  expect(files).toBe(5);
});

test("every title of this checkout names claims that exist, in the one form", () => {
  const found = scan(fileURLToPath(new URL("../..", import.meta.url)));
  expect(found.files).toBeGreaterThan(30);
  expect(faultsIn(claimDocument, found)).toEqual([]);
});
