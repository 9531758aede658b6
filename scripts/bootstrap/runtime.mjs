/** Finds the Node that runs Holdfast: version 24 as installed from npm, whatever the machine has. */
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/**
 * What every task needs: the checkout, the Node binary, and an environment in which `node` is that binary.
 *
 * @typedef {{ root: string, runtime: string, env: NodeJS.ProcessEnv }} Workspace
 */

/** From this version on, Node runs TypeScript by itself. */
const oldestNode = [22, 19];

/**
 * @param {string} root
 * @returns {string} path of the Node binary
 */
export function findRuntime(root) {
  const bundled = join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  if (isExecutable(bundled) && hasLoader()) return bundled;
  if (isRecent(process.versions.node)) return process.execPath;

  throw new Error(
    `Holdfast needs Node ${oldestNode.join(".")} or later; this is ${process.versions.node}, and npm has no Node 24 ` +
      `package for ${process.platform} ${process.arch}${hasLoader() ? "" : " without glibc"}.\n` +
      "Install Node 24 from https://nodejs.org and start again.",
  );
}

/**
 * The environment in which `node` is that runtime, and the installed tools are found by name.
 *
 * @param {string} root
 * @param {string} runtime
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentOf(root, runtime) {
  const path = [dirname(runtime), join(root, "node_modules", ".bin"), process.env["PATH"] ?? ""];
  return { ...process.env, PATH: path.join(delimiter) };
}

/** @param {string} version */
export function isRecent(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * The Linux binaries on npm need glibc's loader. Where it is not (Alpine, NixOS) they exist, are executable, and do not
 * start.
 */
function hasLoader() {
  if (process.platform !== "linux") return true;
  return existsSync(process.arch === "arm64" ? "/lib/ld-linux-aarch64.so.1" : "/lib64/ld-linux-x86-64.so.2");
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
