import type { Slice } from "./rounds.ts";

/** Calls synchronous `work` for so long, in bursts, and counts. */
export async function repeat(milliseconds: number, burst: number, work: (n: number) => void): Promise<Slice> {
  const began = performance.now();
  const until = began + milliseconds;
  let operations = 0;
  let now = began;
  while (now < until) {
    for (let i = 0; i < burst; i += 1) work(operations + i);
    operations += burst;
    now = performance.now();
  }
  return { operations, seconds: (now - began) / 1000 };
}

/** Keeps `inFlight` calls of asynchronous `work` under way for so long, and takes the time of each. */
export async function repeatAsync(
  milliseconds: number,
  inFlight: number,
  work: (n: number) => Promise<unknown>,
): Promise<Slice & { readonly latencies: readonly number[] }> {
  const began = performance.now();
  const until = began + milliseconds;
  const latencies: number[] = [];
  let started = 0;
  const lane = async (): Promise<void> => {
    for (let at = performance.now(); at < until;) {
      await work(started++);
      const now = performance.now();
      latencies.push(now - at);
      at = now;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return { operations: latencies.length, seconds: (performance.now() - began) / 1000, latencies };
}
