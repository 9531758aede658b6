/** The web console, built when something that it is made from has changed. */
import { ensureBuilt, isStale as isBuiltStale } from "./built.mjs";

/** @type {import("./built.mjs").Built} */
const webConsole = {
  title: "the console",
  name: "@holdfast/console",
  folder: "packages/console",
  // The packages that it imports, and the versions of the rest.
  ingredients: ["packages/contract/src", "packages/proof/src", "packages/sdk/src", "package-lock.json"],
};

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env with the right Node first in PATH
 */
export const ensureConsole = (root, env) => ensureBuilt(webConsole, root, env);

/** @param {string} root */
export const isStale = (root) => isBuiltStale(webConsole, root);
