/** The page of the example, built when something that it is made from has changed. */
import { ensureBuilt } from "./built.mjs";

/** @type {import("./built.mjs").Built} */
const desk = {
  title: "the desk",
  name: "@holdfast/example-desk",
  folder: "examples/desk",
  ingredients: ["package-lock.json"],
};

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env with the right Node first in PATH
 */
export const ensureDesk = (root, env) => ensureBuilt(desk, root, env);
