/**
 * Runs a development task with the right Node, after installing what is missing:
 * `node scripts/run.mjs test | check | claims | bench | example`, further arguments go to the task.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { runForeground } from "./bootstrap/child.mjs";
import { ensureConsole } from "./bootstrap/console.mjs";
import { ensureDesk } from "./bootstrap/desk.mjs";
import { ensureInstalled } from "./bootstrap/install.mjs";
import { environmentOf, findRuntime } from "./bootstrap/runtime.mjs";
import { check } from "./tasks/check.mjs";
import { test } from "./tasks/test.mjs";

/** @typedef {import("./bootstrap/runtime.mjs").Workspace} Workspace */

/** @type {Record<string, (workspace: Workspace, args: string[]) => Promise<number>>} */
const tasks = {
  test,
  check,
  claims: (workspace, args) => runProgram(workspace, "scripts/claims.ts", args),
  bench: (workspace, args) => runProgram(workspace, "bench/src/main.ts", args),
  example: runExample,
};

/**
 * @param {Workspace} workspace
 * @param {string} program
 * @param {string[]} args
 */
async function runProgram({ root, runtime, env }, program, args) {
  if (!existsSync(join(root, program))) throw new Error(`There is no ${program} in this checkout.`);
  return runForeground(runtime, [program, ...args], { cwd: root, env });
}

/** @param {Workspace} workspace */
async function runExample(workspace) {
  await ensureConsole(workspace.root, workspace.env);
  await ensureDesk(workspace.root, workspace.env);
  return runProgram(workspace, "examples/desk/demo/main.ts", []);
}

/** @param {string[]} argv */
async function main([name = "", ...args]) {
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (task === undefined) throw new Error(`Name a task: ${Object.keys(tasks).join(", ")}.`);

  const root = fileURLToPath(new URL("..", import.meta.url));
  await ensureInstalled(root, { needsTools: true });
  const runtime = findRuntime(root);
  return task({ root, runtime, env: environmentOf(root, runtime) }, args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
