/** Everything that must hold before a change lands, in the order in which a fault is found soonest. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runCaptured } from "../bootstrap/child.mjs";
import { test } from "./test.mjs";

/** @typedef {{ name: string, program: string, args: string[], skip?: (root: string) => boolean }} Step */

const tsc = "node_modules/ts7/bin/tsc";

/** @type {Step[]} */
const steps = [
  { name: "format", program: "node_modules/oxfmt/bin/oxfmt", args: ["--check", "."] },
  { name: "lint", program: "node_modules/oxlint/bin/oxlint", args: ["--type-aware"] },
  { name: "types", program: tsc, args: ["-p", "tsconfig.json"] },
  {
    name: "console types",
    program: tsc,
    args: ["-p", "packages/console/tsconfig.json"],
    skip: (root) => !existsSync(join(root, "packages/console/src")),
  },
  {
    name: "desk types",
    program: tsc,
    args: ["-p", "examples/desk/tsconfig.json"],
    skip: (root) => !existsSync(join(root, "examples/desk/web")),
  },
  { name: "architecture", program: "scripts/architecture/check.ts", args: [] },
  { name: "dead code", program: "node_modules/knip/bin/knip.js", args: [] },
];

/**
 * @param {import("../bootstrap/runtime.mjs").Workspace} workspace
 * @param {string[]} args further arguments for the tests
 * @returns {Promise<number>} the exit code of the first step that failed, or 0
 */
export async function check(workspace, args) {
  for (const step of steps) {
    if (step.skip?.(workspace.root)) continue;
    const code = await runStep(workspace, step);
    if (code !== 0) return code;
  }
  console.log("tests");
  return test(workspace, args);
}

/**
 * @param {import("../bootstrap/runtime.mjs").Workspace} workspace
 * @param {Step} step
 */
async function runStep({ root, runtime, env }, { name, program, args }) {
  const startedAt = Date.now();
  const { code, output } = await runCaptured(runtime, [program, ...args], { cwd: root, env });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${name.padEnd(14)} ${code === 0 ? "ok    " : "failed"} ${seconds.padStart(6)} s`);
  if (code !== 0) console.log(`\n${output.trimEnd()}\n`);
  return code;
}
