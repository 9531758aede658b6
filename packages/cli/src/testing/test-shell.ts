import { run } from "../run.ts";
import type { Shell } from "../shell.ts";

export interface TestShellOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether a person seems to read along; nobody can be asked. */
  readonly isInteractive?: boolean;
  /** Called with each piece of output, and what asks the command to stop. */
  readonly onOutput?: (text: string, stop: () => void) => void;
}

/** A shell that remembers what was written. */
export interface TestShell extends Shell {
  readonly written: { out: string; err: string };
}

export function createTestShell(options: TestShellOptions = {}): TestShell {
  const { env = {}, isInteractive = false, onOutput = () => {} } = options;
  const listeners = new Set<Parameters<Shell["onStop"]>[0]>();
  const stop = (): void => {
    for (const listener of listeners) listener({ again: false });
  };
  const written = { out: "", err: "" };
  return {
    written,
    env,
    out(text) {
      written.out += text;
      onOutput(text, stop);
    },
    err(text) {
      written.err += text;
      onOutput(text, stop);
    },
    isInteractive,
    canAsk: false,
    hasColours: false,
    columns: 100,
    onStop(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    exit(code) {
      throw new Error(`the process would have ended with ${code}`);
    },
  };
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process. */
export async function runInTest(args: readonly string[], options: TestShellOptions = {}): Promise<Ran> {
  const shell = createTestShell(options);
  const code = await run(args, shell);
  return { code, ...shell.written };
}
