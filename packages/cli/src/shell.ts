import process from "node:process";

/** The world around a command: what a test stands in for, and what the real process is. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results. */
  out(text: string): void;
  /** Everything that is not a result: progress, logs, errors. */
  err(text: string): void;
  /** Whether a person reads along. */
  readonly isInteractive: boolean;
  /** Whether that person can be asked. */
  readonly canAsk: boolean;
  readonly hasColours: boolean;
  readonly columns: number;
  /** Calls back at each request to stop; `again` when a person has asked before. @returns what ends that. */
  onStop(listener: (request: { readonly again: boolean }) => void): () => void;
  /** Ends the process at once. */
  exit(code: number): never;
}

// Ctrl-C in a terminal reaches us twice: from the terminal, and from the script or npm that started us.
const echoMs = 500;

export const processShell: Shell = {
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isInteractive: process.stdout.isTTY && process.stderr.isTTY,
  canAsk: process.stdin.isTTY && process.stdout.isTTY && process.stderr.isTTY,
  hasColours: process.stdout.isTTY && process.stdout.hasColors(),
  columns: process.stdout.columns || 100,
  onStop(listener) {
    let interruptedAt = Number.POSITIVE_INFINITY;
    const interrupted = (): void => {
      const again = performance.now() - interruptedAt > echoMs;
      interruptedAt = Math.min(interruptedAt, performance.now());
      listener({ again });
    };
    // From a supervisor, which repeats itself and kills when it has waited long enough.
    const terminated = (): void => listener({ again: false });
    process.on("SIGINT", interrupted).on("SIGTERM", terminated);
    return () => void process.off("SIGINT", interrupted).off("SIGTERM", terminated);
  },
  exit: (code) => process.exit(code),
};
