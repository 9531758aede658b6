import type { Socket } from "node:net";

import { isComplete, openConnection, statusOf } from "./connection.ts";
import { percentile } from "./statistics.ts";
import { answerParent } from "./worker-process.ts";

/**
 * A load generator that costs little: requests are bytes made beforehand, answers are read for their status and length
 * and no more. One request is under way per connection.
 */
export interface Load {
  readonly port: number;
  /** Complete requests; each connection sends all of them in turns, beginning at another one. */
  readonly requests: readonly string[];
  readonly connections: number;
  readonly milliseconds: number;
  /** Answers with another status count as failures. */
  readonly status: number;
}

export interface LoadResult {
  readonly operations: number;
  /** Answers with another status than the expected one, by that status. */
  readonly failures: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Share of a core that the generator itself took: near 1, it and not the server was the limit. */
  readonly generatorCpu: number;
}

interface Run {
  readonly requests: readonly Buffer[];
  readonly status: string;
  readonly until: number;
  readonly latencies: number[];
  readonly failures: Record<string, number>;
}

async function drive({ port, requests, connections, milliseconds, status }: Load): Promise<LoadResult> {
  const bytes = requests.map((request) => Buffer.from(request, "latin1"));
  const sockets = await Promise.all(Array.from({ length: connections }, (_, n) => openConnection(port, n)));
  const cpu = process.cpuUsage();
  const began = performance.now();
  const run: Run = {
    requests: bytes,
    status: String(status),
    until: began + milliseconds,
    latencies: [],
    failures: {},
  };
  await Promise.all(sockets.map((socket, n) => exchange(run, socket, Math.floor((n * bytes.length) / connections))));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    operations: run.latencies.length,
    failures: run.failures,
    seconds,
    p50: percentile(run.latencies, 0.5),
    p99: percentile(run.latencies, 0.99),
    generatorCpu: (user + system) / 1e6 / seconds,
  };
}

function exchange(run: Run, socket: Socket, first: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let next = first;
    let sentAt = 0;
    let pending: Buffer | null = null;
    const send = (): void => {
      sentAt = performance.now();
      socket.write(run.requests[next % run.requests.length] ?? "");
      next += 1;
    };
    socket.on("data", (chunk) => {
      pending = pending === null ? chunk : Buffer.concat([pending, chunk]);
      if (!isComplete(pending)) return;
      const now = performance.now();
      run.latencies.push(now - sentAt);
      const status = statusOf(pending);
      if (status !== run.status) run.failures[status] = (run.failures[status] ?? 0) + 1;
      pending = null;
      if (now < run.until) send();
      else socket.end();
    });
    socket.on("close", () => resolve());
    socket.on("error", reject);
    send();
  });
}

const methods = { drive };
export type LoadMethods = typeof methods;
answerParent(methods);
