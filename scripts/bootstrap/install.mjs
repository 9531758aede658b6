/**
 * Brings node_modules to what package-lock.json lists. Plain JavaScript without dependencies: it runs on the
 * machine's own Node (18 or later), before anything is installed.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runCaptured } from "./child.mjs";

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, dev?: boolean, devOptional?: boolean }} LockEntry
 * @typedef {Record<string, LockEntry>} LockEntries
 */

/**
 * Installs with `npm ci`, unless what is needed is there already.
 *
 * @param {string} root
 * @param {{ needsTools: boolean }} options `needsTools`: development dependencies are needed too
 * @returns {Promise<void>}
 */
export async function ensureInstalled(root, { needsTools }) {
  if (isInstalled(root, needsTools)) return;

  process.stderr.write("Installing the packages of package-lock.json (only this once; about half a minute) ...\n");
  const { code, output } = await runCaptured(...npmCommand(), { cwd: root, env: process.env });
  if (code !== 0) {
    throw new Error(`${output.trimEnd()}\n\nnpm ci failed with exit code ${code}; what npm said stands above.`);
  }
}

/**
 * Compares package-lock.json with npm's own record of what it installed, and that with what is there. npm writes the
 * record when it has finished, so an interrupted installation counts as none, and one made by hand with `npm install`
 * is not repeated. (The record alone is not enough: `npm install --package-lock-only` writes it and installs nothing.)
 *
 * @param {string} root
 * @param {boolean} needsTools
 */
export function isInstalled(root, needsTools) {
  const listed = readEntries(join(root, "package-lock.json"));
  if (listed === null) throw new Error(`There is no readable package-lock.json in ${root}.`);

  const recorded = readEntries(join(root, "node_modules/.package-lock.json"));
  return (
    recorded !== null &&
    Object.entries(listed).every(([path, entry]) => {
      if (!path.includes("node_modules/")) return true; // a workspace's own folder
      const found = recorded[path];
      if (found === undefined) return mayBeAbsent(entry, needsTools);
      return isSame(found, entry) && isPresent(join(root, path), entry);
    })
  );
}

/**
 * @param {LockEntry} one
 * @param {LockEntry} other
 */
function isSame(one, other) {
  return one.version === other.version && one.integrity === other.integrity && one.link === other.link;
}

/**
 * @param {string} folder
 * @param {LockEntry} entry
 */
function isPresent(folder, entry) {
  if (entry.link === true) return existsSync(folder);
  return readVersion(join(folder, "package.json")) === entry.version;
}

/**
 * Optional packages are those of other platforms, mostly; npm leaves them out.
 *
 * @param {LockEntry} entry
 * @param {boolean} needsTools
 */
function mayBeAbsent(entry, needsTools) {
  return entry.optional === true || entry.devOptional === true || (entry.dev === true && !needsTools);
}

/**
 * @param {string} file
 * @returns {LockEntries | null}
 */
function readEntries(file) {
  const content = readJson(file);
  return isLock(content) ? content.packages : null;
}

/**
 * @param {unknown} content
 * @returns {content is { packages: LockEntries }}
 */
function isLock(content) {
  return typeof content === "object" && content !== null && "packages" in content;
}

/**
 * @param {string} file a package.json
 * @returns {unknown}
 */
function readVersion(file) {
  const content = readJson(file);
  return typeof content === "object" && content !== null && "version" in content ? content.version : undefined;
}

/**
 * @param {string} file
 * @returns {unknown} undefined when the file is missing or broken
 */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * The npm that started us, else the one in PATH. The flags hold whatever the user's or the machine's npmrc says:
 * no install script ever runs, and NODE_ENV=production does not leave out what builds the console.
 *
 * @returns {[string, string[]]}
 */
function npmCommand() {
  const flags = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const lenient = ["--engine-strict=false", "--loglevel=error"];
  const startedBy = process.env["npm_execpath"] ?? "";
  if (/npm-cli\.[cm]?js$/.test(startedBy)) return [process.execPath, [startedBy, ...flags, ...lenient]];
  return ["npm", [...flags, ...lenient]];
}
