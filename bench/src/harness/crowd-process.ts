import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { isComplete, openConnection, statusOf } from "./connection.ts";
import { percentile } from "./statistics.ts";
import { answerParent } from "./worker-process.ts";

/** Everybody at once: a connection and a request each, sent again when a refusal says when to, until it is taken. */
export interface Crowd {
  readonly port: number;
  /** Complete requests, one for each of the crowd. */
  readonly requests: readonly string[];
  /** Of an answer that takes the request. */
  readonly status: number;
}

export interface CrowdResult {
  readonly taken: number;
  /** Answers of 503 that said when to come again. */
  readonly refusals: number;
  /** Requests that were given up, by what the last answer said. */
  readonly lost: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Milliseconds from the first time that a request was sent to the answer that takes it. */
  readonly p50: number;
  readonly p99: number;
}

interface Run {
  readonly status: string;
  readonly latencies: number[];
  readonly lost: Record<string, number>;
  refusals: number;
}

const mostTries = 60;

async function gather({ port, requests, status }: Crowd): Promise<CrowdResult> {
  const sockets = await Promise.all(requests.map((_, n) => openConnection(port, n)));
  const run: Run = { status: String(status), latencies: [], lost: {}, refusals: 0 };
  const began = performance.now();
  await Promise.all(sockets.map((socket, n) => insist(run, socket, requests[n] ?? "")));
  return {
    taken: run.latencies.length,
    refusals: run.refusals,
    lost: run.lost,
    seconds: (performance.now() - began) / 1000,
    p50: percentile(run.latencies, 0.5),
    p99: percentile(run.latencies, 0.99),
  };
}

async function insist(run: Run, socket: Socket, request: string): Promise<void> {
  const began = performance.now();
  let status = "";
  for (let tries = 0; tries < mostTries; tries += 1) {
    const answer = await exchange(socket, request);
    status = statusOf(answer);
    if (status === run.status) run.latencies.push(performance.now() - began);
    const seconds = status === "503" ? retryAfter(answer) : null;
    if (seconds === null) break;
    run.refusals += 1;
    await sleep(seconds * 1000);
  }
  socket.end();
  if (status !== run.status) run.lost[status || "no answer"] = (run.lost[status || "no answer"] ?? 0) + 1;
}

/** @returns the answer; nothing where the connection ends without one. */
function exchange(socket: Socket, request: string): Promise<Buffer> {
  return new Promise((resolve) => {
    let answer = Buffer.alloc(0);
    const end = (): void => {
      socket.off("data", take).off("close", none).off("error", none);
    };
    const none = (): void => {
      end();
      resolve(Buffer.alloc(0));
    };
    const take = (chunk: Buffer): void => {
      answer = Buffer.concat([answer, chunk]);
      if (!isComplete(answer)) return;
      end();
      resolve(answer);
    };
    socket.on("data", take).once("close", none).once("error", none);
    socket.write(request, "latin1");
  });
}

/** Seconds, or null where the answer does not say. */
function retryAfter(answer: Buffer): number | null {
  const seconds = /\r\nretry-after: *(\d+)\r/i.exec(answer.toString("latin1"))?.[1];
  return seconds === undefined ? null : Number(seconds);
}

const methods = { gather };
export type CrowdMethods = typeof methods;
answerParent(methods);
