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
  /** Calls back at each request to stop. @returns what ends that. */
  onStop(listener: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): never;
}

const stopSignals = ["SIGINT", "SIGTERM"] as const;

export const processShell: Shell = {
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isInteractive: process.stdout.isTTY && process.stderr.isTTY,
  canAsk: process.stdin.isTTY && process.stdout.isTTY && process.stderr.isTTY,
  hasColours: process.stdout.isTTY && process.stdout.hasColors(),
  columns: process.stdout.columns ?? 100,
  onStop(listener) {
    for (const signal of stopSignals) process.on(signal, listener);
    return () => {
      for (const signal of stopSignals) process.off(signal, listener);
    };
  },
  exit: (code) => process.exit(code),
};
