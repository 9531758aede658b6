/** Builds what browsers are given when it is missing or older than what it is made from. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { runCaptured } from "./child.mjs";

/**
 * Something that Vite builds. `ingredients`: what it is made from, beside its own folder.
 *
 * @typedef {{ title: string, name: string, folder: string, ingredients: string[] }} Built
 */

/**
 * @param {Built} built
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env with the right Node first in PATH
 * @returns {Promise<void>}
 */
export async function ensureBuilt(built, root, env) {
  if (!isStale(built, root) || !canBuild(built, root)) return;

  process.stderr.write(`Building ${built.title} ...\n`);
  const { code, output } = await runCaptured("npm", ["run", "build", "-w", built.name], { cwd: root, env });
  if (code !== 0) throw new Error(`${output.trimEnd()}\n\n${built.title} could not be built; the reason stands above.`);
}

/**
 * Without its sources or without Vite (an image installed with `--omit=dev`) it is served as it is.
 *
 * @param {Built} built
 * @param {string} root
 */
function canBuild({ folder }, root) {
  return existsSync(join(root, folder, "vite.config.ts")) && existsSync(join(root, "node_modules/vite"));
}

/**
 * @param {Built} built
 * @param {string} root
 */
export function isStale({ folder, ingredients }, root) {
  const at = changedAt(join(root, folder, "dist/index.html"));
  return at === 0 || [folder, ...ingredients].some((name) => newest(join(root, name)) > at);
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
