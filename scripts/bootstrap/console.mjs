/** Builds the web console when it is missing or older than what it is made from. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { runCaptured } from "./child.mjs";

/** What the console is made from, beside its own folder: the packages that it imports, and the versions of the rest. */
const ingredients = [
  "packages/console",
  "packages/contract/src",
  "packages/proof/src",
  "packages/sdk/src",
  "package-lock.json",
];

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env with the right Node first in PATH
 * @returns {Promise<void>}
 */
export async function ensureConsole(root, env) {
  if (!isStale(root) || !canBuild(root)) return;

  process.stderr.write("Building the console ...\n");
  const { code, output } = await runCaptured("npm", ["run", "build", "-w", "@holdfast/console"], { cwd: root, env });
  if (code !== 0) throw new Error(`${output.trimEnd()}\n\nThe console could not be built; the reason stands above.`);
}

/**
 * Without its sources or without Vite (an image installed with `--omit=dev`) the console is served as it is.
 *
 * @param {string} root
 */
function canBuild(root) {
  return existsSync(join(root, "packages/console/vite.config.ts")) && existsSync(join(root, "node_modules/vite"));
}

/** @param {string} root */
export function isStale(root) {
  const built = changedAt(join(root, "packages/console/dist/index.html"));
  return built === 0 || ingredients.some((name) => newest(join(root, name)) > built);
}

/**
 * The time of the latest change in a folder. A folder's own time counts: it tells that a file has gone.
 *
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  const inside = readdirSync(path).filter((name) => name !== "dist" && name !== "node_modules");
  return Math.max(stats.mtimeMs, ...inside.map((name) => newest(join(path, name))));
}

/** @param {string} path */
function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
