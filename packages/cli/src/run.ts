import { CommanderError } from "commander";

import type { CommandResult, GlobalOptions, ResultBox } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { tellOf } from "./failure.ts";
import { buildProgram } from "./program.ts";
import type { Shell } from "./shell.ts";
import { styled } from "./text.ts";

/** Runs one command line. @returns the exit code */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  const box: ResultBox = { result: null };
  const program = buildProgram(shell, box);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    return fail(error, program.opts<GlobalOptions>(), shell);
  }
  if (box.result === null) return exitCodes.ok;
  print(box.result, program.opts<GlobalOptions>(), shell);
  return box.result.exitCode ?? exitCodes.ok;
}

function print({ json, text }: CommandResult, options: GlobalOptions, shell: Shell): void {
  if (options.json === true) shell.out(`${JSON.stringify(json, null, 2)}\n`);
  else shell.out(text.map((line) => `${line}\n`).join(""));
}

async function fail(error: unknown, options: GlobalOptions, shell: Shell): Promise<number> {
  // Commander has said what is wrong with the command line; help and version are no fault.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const { exitCode, message } = await tellOf(error);
  if (options.json === true) shell.out(`${JSON.stringify({ error: { exitCode, message } }, null, 2)}\n`);
  else shell.err(`${styled(shell, "red", "✗")} ${message}\n`);
  if (options.debug === true && error instanceof Error) shell.err(`${stackOf(error)}\n`);
  return exitCode;
}

function stackOf(error: Error): string {
  const { stack = error.message, cause } = error;
  return cause instanceof Error ? `${stack}\ncaused by ${stackOf(cause)}` : stack;
}
