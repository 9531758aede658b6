import type { Command } from "commander";

import { type ExitCode, exitCodes } from "./exit-code.ts";
import { createProgress, type Progress } from "./progress.ts";
import type { Shell } from "./shell.ts";

/** What every command is given. */
export interface CommandContext {
  readonly shell: Shell;
  /** Results as one JSON document, for programs. */
  readonly isJson: boolean;
  /** Shows the operators' log also to a person. */
  readonly isVerbose: boolean;
  readonly progress: Progress;
  /** Aborted when somebody asks to stop. Long work ends at the next safe point, and goes on when run again. */
  readonly signal: AbortSignal;
}

export interface CommandResult {
  /** Printed with `--json`. */
  readonly json: unknown;
  /** Printed for people, a line each. */
  readonly text: readonly string[];
  readonly exitCode?: ExitCode;
}

/** Options that stand on every command. */
export interface GlobalOptions {
  readonly json?: true;
  readonly debug?: true;
  readonly verbose?: true;
}

/** Where a command leaves its result for `run` to print. */
export interface ResultBox {
  result: CommandResult | null;
}

/** What commands are declared with. */
export interface Wiring {
  readonly shell: Shell;
  readonly box: ResultBox;
}

/** Connects a command's words to what it does. `Options` are those that the command declares. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- commander types options by what it is told
export function bindAction<Options>(
  command: Command,
  { shell, box }: Wiring,
  work: (context: CommandContext, args: readonly string[], options: Options) => Promise<CommandResult | null>,
): void {
  command.action(async () => {
    const stop = new AbortController();
    const unlisten = shell.onStop(({ again }) => {
      // Asked twice: whoever asks does not want to wait for the safe point.
      if (again) shell.exit(exitCodes.interrupted);
      stop.abort();
    });
    const { json, verbose } = command.optsWithGlobals<GlobalOptions>();
    const progress = createProgress(shell);
    const context = { shell, isJson: json === true, isVerbose: verbose === true, progress, signal: stop.signal };
    try {
      box.result = await work(context, command.args, command.opts<Options & Record<string, unknown>>());
    } finally {
      progress.clear();
      unlisten();
    }
  });
}

/** Examples below a command's help: what to type, and what it does. */
export function examples(command: Command, ...lines: readonly (readonly [typed: string, does: string])[]): void {
  const shown = lines.map(([typed, does]) => `  ${does}\n    $ holdfast ${typed}`).join("\n\n");
  command.addHelpText("after", `\nExamples:\n${shown}`);
}
