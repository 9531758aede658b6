import { mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isStale } from "../../scripts/bootstrap/console.mjs";
import { isInstalled } from "../../scripts/bootstrap/install.mjs";
import { findRuntime, isRecent } from "../../scripts/bootstrap/runtime.mjs";
import { write } from "./checkout.ts";

let root = "";
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "holdfast-bootstrap-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const needsTools = true;

const fastify = { version: "5.0.0", integrity: "sha512-a" };

/** A checkout that lists fastify, with npm's record and the package as given (or absent). */
function writeInstalled(recorded: object, version: string | null): void {
  write(
    root,
    "package-lock.json",
    JSON.stringify({ packages: { "": {}, "packages/a": {}, "node_modules/fastify": fastify } }),
  );
  write(root, "node_modules/.package-lock.json", JSON.stringify({ packages: recorded }));
  if (version !== null) write(root, "node_modules/fastify/package.json", JSON.stringify({ version }));
}

/** A checkout that lists one package, of which nothing is installed. */
function writeAbsent(entry: object): void {
  write(root, "package-lock.json", JSON.stringify({ packages: { "node_modules/absent": entry } }));
  write(root, "node_modules/.package-lock.json", JSON.stringify({ packages: {} }));
}

describe("an installation", () => {
  test("is complete when npm recorded each listed package with its hash, and it is there", () => {
    writeInstalled({ "node_modules/fastify": fastify }, "5.0.0");
    expect(isInstalled(root, needsTools)).toBe(true);
  });

  test("is missing when npm did not finish, so left no record", () => {
    writeInstalled({ "node_modules/fastify": fastify }, "5.0.0");
    rmSync(join(root, "node_modules/.package-lock.json"));
    expect(isInstalled(root, needsTools)).toBe(false);
  });

  test.each([
    ["was recorded in another version", { ...fastify, version: "5.0.1" }, "5.0.0"],
    ["was recorded with another hash", { ...fastify, integrity: "sha512-b" }, "5.0.0"],
    ["is there in another version", fastify, "4.0.0"],
    ["was recorded and is gone", fastify, null],
  ])("is out of date when a package %s", (_, recorded, version) => {
    writeInstalled({ "node_modules/fastify": recorded }, version);
    expect(isInstalled(root, needsTools)).toBe(false);
  });

  test("is out of date when a listed package was not recorded", () => {
    writeInstalled({}, "5.0.0");
    expect(isInstalled(root, needsTools)).toBe(false);
  });

  test("may lack packages of other platforms", () => {
    writeAbsent({ version: "2.0.0", optional: true });
    expect(isInstalled(root, needsTools)).toBe(true);
  });

  test("may lack development tools where only the server runs", () => {
    writeAbsent({ version: "5.0.0", dev: true });
    expect(isInstalled(root, !needsTools)).toBe(true);
    expect(isInstalled(root, needsTools)).toBe(false);
  });
});

describe("the runtime", () => {
  test("is the running Node where npm has none for this platform", () => {
    expect(findRuntime(root)).toBe(process.execPath);
  });

  test("runs TypeScript: 22.19 or later", () => {
    expect(["18.20.0", "20.20.2", "22.18.9", "22.19.0", "23.0.0", "24.1.0"].filter(isRecent)).toEqual([
      "22.19.0",
      "23.0.0",
      "24.1.0",
    ]);
  });
});

describe("a built console", () => {
  const built = "packages/console/dist/index.html";
  const setTime = (name: string, seconds: number) => utimesSync(join(root, name), seconds, seconds);

  /** A tree in which everything is of second 100, and the console was built at second 200. */
  function writeTree(): void {
    const sources = ["packages/console/src/a.tsx", "packages/contract/src/a.ts", "package-lock.json"];
    for (const name of [...sources, built]) write(root, name, "");
    for (const name of sources) setTime(name, 100);
    for (const folder of ["packages/console/src", "packages/console", "packages/contract/src"]) setTime(folder, 100);
    setTime(built, 200);
  }

  test("is fresh while nothing it is made from is newer", () => {
    writeTree();
    expect(isStale(root)).toBe(false);
  });

  test.each(["packages/console/src/a.tsx", "packages/contract/src/a.ts", "package-lock.json", "packages/console/src"])(
    "is stale when %s changes",
    (name) => {
      writeTree();
      setTime(name, 300);
      expect(isStale(root)).toBe(true);
    },
  );

  test("is stale when it is missing", () => {
    writeTree();
    rmSync(join(root, built));
    expect(isStale(root)).toBe(true);
  });
});
