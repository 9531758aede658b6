import { describe, expect, test } from "vitest";

import { Problem } from "../../kernel/problem.ts";
import { WorkQueue } from "./work-queue.ts";

/** A work that ends when it is told to. */
function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { work: () => opened, open: () => open() };
}

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
    return "done";
  } catch (error) {
    return error instanceof Problem ? error.code : "error";
  }
};

describe("a work queue", () => {
  test("runs as many at once as it may, and the others in the order they came", async () => {
    const queue = new WorkQueue({ concurrency: 2, limit: 10, maxWaitMs: 5000 });
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const works = Array.from({ length: 8 }, (_, n) =>
      queue.run(async () => {
        order.push(n);
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running -= 1;
      }),
    );
    await Promise.all(works);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(2);
    expect(queue.load).toEqual({ running: 0, waiting: 0 });
  });

  test("that is full refuses with the seconds to wait, and takes work again when there is room", async () => {
    const queue = new WorkQueue({ concurrency: 1, limit: 2, maxWaitMs: 5000 });
    const first = gate();
    const admitted = [queue.run(first.work), queue.run(async () => {}), queue.run(async () => {})];
    const refused: unknown = await queue.run(async () => {}).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "service.busy", retryAfter: 1 });
    first.open();
    await Promise.all(admitted);
    expect(await codeOf(queue.run(async () => {}))).toBe("done");
  });

  test("refuses whoever waited too long, and nobody before", async () => {
    let now = 0;
    const queue = new WorkQueue({ concurrency: 1, limit: 10, maxWaitMs: 60, clock: () => now });
    const first = gate();
    const running = queue.run(first.work);
    const early = codeOf(queue.run(async () => {}));
    now = 30;
    const late = codeOf(queue.run(async () => {}));
    now = 60;
    expect(await early).toBe("service.busy");
    first.open();
    expect(await late).toBe("done");
    await running;
  });

  test("sets no timer into the past, however long the process stands still", async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error): unknown => warnings.push(name);
    process.on("warning", note);
    let now = 0;
    const queue = new WorkQueue({ concurrency: 1, limit: 10, maxWaitMs: 60, clock: () => (now += 100) });
    const first = gate();
    const running = queue.run(first.work);
    expect(await codeOf(queue.run(async () => {}))).toBe("service.busy");
    first.open();
    await running;
    process.off("warning", note);
    expect(warnings).toEqual([]);
  });

  test("goes on after a work that failed", async () => {
    const queue = new WorkQueue({ concurrency: 1, limit: 10, maxWaitMs: 5000 });
    const works = [queue.run(() => Promise.reject(new Error("boom"))), queue.run(async () => "fine")];
    const outcomes = await Promise.allSettled(works);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(queue.load).toEqual({ running: 0, waiting: 0 });
  });

  test("answers everybody in a flood of twenty thousand", async () => {
    const queue = new WorkQueue({ concurrency: 1, limit: 100, maxWaitMs: 5000 });
    const flood = Array.from({ length: 20_000 }, () =>
      codeOf(queue.run(() => new Promise((resolve) => setImmediate(resolve)))),
    );
    const codes = await Promise.all(flood);
    expect(codes.filter((code) => code === "done")).toHaveLength(101);
    expect(codes.filter((code) => code === "service.busy")).toHaveLength(20_000 - 101);
  });

  test("names the seconds that the works before would take", async () => {
    let now = 0;
    const queue = new WorkQueue({ concurrency: 1, limit: 4, maxWaitMs: 60_000, clock: () => now });
    await queue.run(async () => {
      now += 3000;
    });
    const first = gate();
    const works = [queue.run(first.work), ...Array.from({ length: 4 }, () => queue.run(async () => {}))];
    const refused: unknown = await queue.run(async () => {}).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "service.busy", retryAfter: 15 });
    first.open();
    await Promise.all(works);
  });
});
