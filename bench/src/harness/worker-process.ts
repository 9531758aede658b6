/** The side of a worker: what runs in the process that `startWorker` starts. */

// oxlint-disable-next-line typescript/no-explicit-any -- methods of any arguments; callers see the exact types
export type Methods = Record<string, (...args: any[]) => unknown>;

export interface Question {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

export interface Usage {
  /** Microseconds of this process, all threads. */
  readonly cpuMicros: number;
  /** Most memory that the process ever held, in bytes. */
  readonly peakBytes: number;
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMicros: user + system, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

/** Answers the parent's questions with these methods, until the parent goes; then runs `close` and ends. */
export function answerParent(methods: Methods, close: () => Promise<void> = async () => {}): void {
  const all: Methods = { usage, ...methods };
  const answer = async ({ id, method, args }: Question): Promise<Answer> => {
    try {
      return { id, value: await all[method]?.(...args) };
    } catch (error) {
      return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };
  process.on("message", (question: Question) => {
    void answer(question).then((reply) => process.send?.(reply));
  });
  process.once("disconnect", () => {
    void close().finally(() => process.exit());
  });
}
