import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface LockEntry {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function isLock(value: unknown): value is { packages: Record<string, LockEntry> } {
  return typeof value === "object" && value !== null && "packages" in value;
}

/** Where Node would look for a package from a folder of the lock file: its own node_modules, then each parent's. */
function lookups(folder: string, name: string): string[] {
  const parents = folder.split("/").map((_, index, parts) => `${parts.slice(0, index + 1).join("/")}/`);
  return ["", ...parents].map((parent) => `${parent}node_modules/${name}`);
}

// npm writes a lock file without the packages that a registry does not have at that moment, and from another registry,
// which has them, `npm ci` then refuses the lock file ("Missing: ... from lock file"), on every platform.
test("the lock file lists the optional packages of every platform", () => {
  const lock: unknown = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));
  if (!isLock(lock)) throw new Error("package-lock.json has no packages");

  const missing = Object.entries(lock.packages).flatMap(([folder, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !lookups(folder, name).some((path) => path in lock.packages)),
  );
  expect(missing).toEqual([]);
});
