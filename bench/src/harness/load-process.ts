import { connect, type Socket } from "node:net";

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
  const sockets = await Promise.all(Array.from({ length: connections }, (_, n) => open(port, n)));
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

/** Each connection from another loopback address, as other clients would: limits count them apart. */
function open(port: number, n: number): Promise<Socket> {
  const localAddress = process.platform === "linux" ? `127.0.1.${(n % 250) + 1}` : "127.0.0.1";
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress, noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
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
      // "HTTP/1.1 200 OK"
      const status = pending.toString("latin1", 9, 12);
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

function isComplete(answer: Buffer): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const head = answer.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return answer.length >= end + 4 + Number(length);
  return answer.toString("latin1", answer.length - 5) === "0\r\n\r\n";
}

const methods = { drive };
export type LoadMethods = typeof methods;
answerParent(methods);
