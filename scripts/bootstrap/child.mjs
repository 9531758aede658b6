/** Runs other programs: in the foreground as if they were this one, or quietly with their output kept. */
import { spawn } from "node:child_process";
import { constants } from "node:os";

/** @typedef {{ cwd: string, env: NodeJS.ProcessEnv }} Surroundings */

const forwarded = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs a program on our own terminal and hands it every signal we get. We outlive it, so that the shell (or npm) does
 * not return to its prompt while the program still stops.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {Surroundings} surroundings
 * @returns {Promise<number>} its exit code, as a shell would report it
 */
export async function runForeground(command, args, surroundings) {
  const child = spawn(command, args, { ...surroundings, stdio: "inherit" });
  const forward = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
  for (const signal of forwarded) process.on(signal, forward);
  try {
    return await exitCodeOf(child);
  } finally {
    for (const signal of forwarded) process.off(signal, forward);
  }
}

/**
 * Runs a program without a terminal and keeps what it prints, both streams in their order.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {Surroundings} surroundings
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function runCaptured(command, args, surroundings) {
  const child = spawn(command, args, { ...surroundings, stdio: ["ignore", "pipe", "pipe"] });
  /** @type {Buffer[]} */
  const chunks = [];
  const keep = (/** @type {Buffer} */ chunk) => void chunks.push(chunk);
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const code = await exitCodeOf(child);
  return { code, output: Buffer.concat(chunks).toString("utf8") };
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>}
 */
function exitCodeOf(child) {
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new Error(`${child.spawnfile} could not be started: ${error.message}`)));
    child.on("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
  });
}
