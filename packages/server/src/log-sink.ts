import { write, writeSync } from "node:fs";
import { promisify } from "node:util";

/** Where the operators' log goes: standard output. */
export interface LogSink {
  write(line: string): void;
  /** Writes what is still in memory; call it before the process ends. */
  flush(): void;
}

/** Each block wakes another thread, which takes as long as 30 lines do. */
const blockLength = 64 * 1024;
const longestWaitMs = 200;
/** Characters kept for a reader that does not read. What comes then is lost: a stuck pipe must not fill the memory. */
const mostKept = 16 * 1024 * 1024;

const writeBytes = promisify(write);

/**
 * Standard output in blocks of some lines, at most a fifth of a second old, on a thread of libuv's. A write per line would
 * stop the event loop for each: to files and pipes Node writes synchronously.
 */
export function openLogSink(descriptor = 1): LogSink {
  let lines: string[] = [];
  let length = 0;
  let writing = false;
  /** A reader that is gone (`holdfast serve | head`) must not end the server. */
  let gone = false;

  const take = (): Buffer => {
    const text = lines.join("");
    lines = [];
    length = 0;
    return Buffer.from(text);
  };

  async function writeOut(): Promise<void> {
    if (writing || length === 0) return;
    writing = true;
    try {
      await writeWhole(descriptor, take());
    } catch {
      gone = true;
    }
    writing = false;
    if (length >= blockLength) await writeOut();
  }

  setInterval(() => void writeOut(), longestWaitMs).unref();
  return {
    write(line) {
      if (gone || length > mostKept) return;
      lines.push(line, "\n");
      length += line.length + 1;
      if (length >= blockLength) void writeOut();
    },
    flush() {
      try {
        if (!gone && length > 0) writeSync(descriptor, take());
      } catch {
        gone = true;
      }
    },
  };
}

const fullPipePauseMs = 20;

/** A pipe that is full takes a part, or nothing for now. @throws what says that nobody reads any more */
async function writeWhole(descriptor: number, bytes: Buffer): Promise<void> {
  for (let rest = bytes; rest.length > 0;) {
    const { bytesWritten } = await writeBytes(descriptor, rest).catch(whenFull);
    rest = rest.subarray(bytesWritten);
  }
}

async function whenFull(error: unknown): Promise<{ bytesWritten: number }> {
  if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
  await new Promise((resolve) => setTimeout(resolve, fullPipePauseMs));
  return { bytesWritten: 0 };
}
