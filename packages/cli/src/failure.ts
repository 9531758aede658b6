import { type ExitCode, exitCodes } from "./exit-code.ts";

/** A command cannot do what it was asked. One line that says why, and what to do. */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(kind: "refused" | "usage" | "unavailable", message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "Failure";
    this.exitCode = exitCodes[kind];
  }
}

export interface Told {
  readonly exitCode: ExitCode;
  readonly message: string;
}

/** What to tell of an error, and with which code to end. */
export async function tellOf(error: unknown): Promise<Told> {
  if (error instanceof Failure) return { exitCode: error.exitCode, message: error.message };
  if (error instanceof Error && error.name === "AbortError") {
    return { exitCode: exitCodes.interrupted, message: "interrupted: run the same command again to go on" };
  }
  // Only now: the commands that need no server do not load it.
  const { explain } = await import("@holdfast/server/operator");
  const { kind, message } = explain(error);
  switch (kind) {
    case "refused":
      return { exitCode: exitCodes.refused, message };
    case "configuration":
      return { exitCode: exitCodes.usage, message };
    case "unavailable":
      return { exitCode: exitCodes.unavailable, message };
    case "unforeseen":
      return { exitCode: exitCodes.refused, message: `${message} (unforeseen: --debug shows where)` };
  }
}
