import { destination } from "pino";

/** Where the operators' log goes: standard output. */
export interface LogSink {
  write(line: string): void;
  /** Writes what is still in memory; call it before the process ends. */
  flush(): void;
}

/**
 * Standard output in blocks of some lines, at most a fifth of a second old. A write per line would stop the event loop
 * for each: to files and pipes Node writes synchronously.
 */
export function openLogSink(): LogSink {
  const stream = destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 200 });
  // A reader that is gone (`holdfast serve | head`) must not end the server.
  stream.on("error", () => {});
  return {
    write: (line) => void stream.write(`${line}\n`),
    flush: () => stream.flushSync(),
  };
}
