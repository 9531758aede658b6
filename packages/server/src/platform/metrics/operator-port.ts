import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Metrics } from "./metrics.ts";

/** Whether one thing that every request needs is in order. Bounded in time by whoever gives it. */
export interface HealthCheck {
  readonly name: string;
  readonly check: () => Promise<boolean>;
}

export interface OperatorPortOptions {
  readonly port: number;
  readonly metrics: Metrics;
  readonly checks: readonly HealthCheck[];
  /** What else there is to read, as JSON, by path. */
  readonly reports: Readonly<Record<string, () => object>>;
}

/**
 * `/healthz` (the process answers), `/readyz` (it can serve), `/metrics` and reports, on loopback only: they are the
 * operator's, and say nothing to the world.
 */
export async function startOperatorPort(
  options: OperatorPortOptions,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    // A page of another name that was pointed at this address (DNS rebinding) reads nothing.
    if (!isLoopbackName(request.headers.host)) return sendJson(response, 421, { status: "misdirected" });
    answer(request.url ?? "", response, options).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port, "127.0.0.1", resolve);
  });
  return { port: portOf(server), close: () => new Promise((resolve) => void server.close(() => resolve())) };
}

const isLoopbackName = (host = ""): boolean => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);

async function answer(
  url: string,
  response: ServerResponse,
  { metrics, checks, reports }: OperatorPortOptions,
): Promise<void> {
  if (url === "/healthz") return sendJson(response, 200, { status: "ok" });
  if (url === "/metrics") {
    response.writeHead(200, { "content-type": metrics.contentType }).end(await metrics.text());
    return;
  }
  const report = Object.hasOwn(reports, url) ? reports[url] : undefined;
  if (report !== undefined) return sendJson(response, 200, report());
  if (url !== "/readyz") return sendJson(response, 404, { status: "not found" });
  const results = await Promise.all(
    checks.map(async ({ name, check }) => [name, await check().catch(() => false)] as const),
  );
  const ready = results.every(([, ok]) => ok);
  sendJson(response, ready ? 200 : 503, { status: ready ? "ready" : "not ready", checks: Object.fromEntries(results) });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
