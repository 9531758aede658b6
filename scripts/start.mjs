/**
 * Runs the `holdfast` command from a checkout: `npm start` is `holdfast serve`. Installs what is missing, brings the
 * right Node, builds the console for `serve`, and then is nothing but that command.
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { runForeground } from "./bootstrap/child.mjs";
import { ensureConsole } from "./bootstrap/console.mjs";
import { ensureInstalled } from "./bootstrap/install.mjs";
import { stopWithParent } from "./bootstrap/parent.mjs";
import { environmentOf, findRuntime } from "./bootstrap/runtime.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * @param {string[]} args
 * @returns {Promise<number>} the command's exit code
 */
async function holdfast(args) {
  await ensureInstalled(root, { needsTools: false });
  const runtime = findRuntime(root);
  const env = environmentOf(root, runtime);
  if (args[0] === "serve") await ensureConsole(root, env);
  // npm forwards what it is told, but killed outright it says nothing; nor could we, who stand between it and the command.
  if (process.env["npm_lifecycle_event"] !== undefined) stopWithParent();
  const followParent = `--import=${new URL("bootstrap/follow-parent.mjs", import.meta.url).href}`;
  const command = join(root, "packages/cli/src/main.ts");
  return runForeground(runtime, [followParent, command, ...args], { cwd: process.cwd(), env });
}

try {
  process.exitCode = await holdfast(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
