import { write } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** Where the operators' log goes: standard output. */
export interface LogSink {
  write(line: string): void;
  /** Ends when everything is written, or soon when nobody reads: the last thing that a process does. */
  close(): Promise<void>;
}

/** Each block wakes another thread, which takes as long as 30 lines do. */
const blockLength = 64 * 1024;
/** A block, and what may come while the one before is being written. */
const usualRoom = 2 * blockLength;
const longestWaitMs = 200;
/** How long a process that ends waits for a reader that does not read. */
const patienceMs = 2000;
/** Bytes kept for a reader that does not read. What comes then is lost: a stuck pipe must not fill the memory. */
const mostKept = 16 * 1024 * 1024;

const writeBytes = promisify(write);

/**
 * Standard output in blocks of some lines, at most a fifth of a second old, on a thread of libuv's. A write per line would
 * stop the event loop for each: to files and pipes Node writes synchronously.
 */
export function openLogSink(descriptor = 1): LogSink {
  // Lines are put where they are written from. Kept as text, they would outlive the young heap and be copied twice.
  let filling = Buffer.allocUnsafe(usualRoom);
  let resting = Buffer.allocUnsafe(usualRoom);
  let used = 0;
  let underWay: Promise<void> | null = null;
  /** A reader that is gone (`holdfast serve | head`) must not end the server. */
  let gone = false;

  /** @returns whether there is room for so many bytes. */
  function makeRoom(bytes: number): boolean {
    if (bytes > mostKept) return false;
    const larger = Buffer.allocUnsafe(Math.min(mostKept, Math.max(bytes, 2 * filling.length)));
    filling.copy(larger, 0, 0, used);
    filling = larger;
    return true;
  }

  async function writeBlocks(): Promise<void> {
    do {
      const block = filling;
      const bytes = block.subarray(0, used);
      filling = resting;
      used = 0;
      try {
        await writeWhole(descriptor, bytes);
      } catch {
        gone = true;
      }
      resting = block.length > usualRoom ? Buffer.allocUnsafe(usualRoom) : block;
    } while (used >= blockLength);
    underWay = null;
  }

  function writeOut(): Promise<void> {
    if (underWay === null && used > 0) underWay = writeBlocks();
    return underWay ?? Promise.resolve();
  }

  setInterval(() => void writeOut(), longestWaitMs).unref();
  return {
    write(line) {
      // A UTF-16 unit takes three bytes of UTF-8 at most.
      const most = used + line.length * 3 + 1;
      if (gone || (most > filling.length && !makeRoom(most))) return;
      used += filling.write(line, used);
      filling[used] = newline;
      used += 1;
      if (used >= blockLength) void writeOut();
    },
    async close() {
      await Promise.race([writeOut().then(writeOut), sleep(patienceMs, undefined, { ref: false })]);
    },
  };
}

const newline = 0x0a;
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
  await sleep(fullPipePauseMs);
  return { bytesWritten: 0 };
}
