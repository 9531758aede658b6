import { ApiProblem, problemFrom, tooLate, unexpectedAnswer, unreachable } from "./api-problem.ts";
import { backoffMs } from "./backoff.ts";
import type { AnyRequest } from "./call.ts";
import { initOf, urlOf } from "./http-request.ts";
import type { WireRoute } from "./route-table.ts";

export type TokenSource = string | (() => string | null | Promise<string | null>);

export interface Connection {
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly token: TokenSource | null;
  readonly recover: (problem: ApiProblem) => Promise<boolean>;
  readonly retries: number;
  readonly timeoutMs: number;
}

/** A server that asks for a longer pause gets its refusal passed on instead. */
const longestPauseSeconds = 10;
const firstPauseMs = 250;
const longestPauseMs = 4000;

/** Sends a request, again while that may help, and once more when `recover` has set right what was missing. */
export async function send(connection: Connection, route: WireRoute, asked: AnyRequest): Promise<unknown> {
  const request = withKey(route, asked);
  try {
    return await sendPatiently(connection, route, request);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
    if (!(await connection.recover(error))) throw error;
    return sendPatiently(connection, route, request);
  }
}

/** One key for all attempts of a call, so that they take effect once. */
const withKey = (route: WireRoute, request: AnyRequest): AnyRequest =>
  route.isIdempotent ? { ...request, idempotencyKey: request.idempotencyKey ?? crypto.randomUUID() } : request;

async function sendPatiently(connection: Connection, route: WireRoute, request: AnyRequest): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await sendOnce(connection, route, request);
    } catch (error) {
      const ms = attempt < connection.retries ? pauseBefore(route, error, attempt) : null;
      if (ms === null) throw error;
      await pause(ms, request.signal);
    }
  }
}

/**
 * How long to wait before sending again; null where that is no use, or could do twice what was asked for once: of a change
 * without an Idempotency-Key nobody knows here whether it took effect.
 */
function pauseBefore(route: WireRoute, error: unknown, attempt: number): number | null {
  const isRepeatable = route.method === "GET" || route.isIdempotent;
  if (!isRepeatable || !(error instanceof ApiProblem) || !isPassing(error)) return null;
  const asked = error.retryAfter ?? 0;
  if (asked > longestPauseSeconds) return null;
  return asked * 1000 + backoffMs(attempt, firstPauseMs, longestPauseMs);
}

/** What may be over in a moment. */
const isPassing = ({ code, status }: ApiProblem): boolean =>
  passing.has(code) || (code === "client.unexpected_answer" && status >= 502 && status <= 504);

const passing: ReadonlySet<ApiProblem["code"]> = new Set([
  "client.unreachable",
  "client.timeout",
  "service.busy",
  "service.unavailable",
  "rate.limited",
  "request.in_progress",
] as const);

async function sendOnce(connection: Connection, route: WireRoute, request: AnyRequest): Promise<unknown> {
  const { signal, timeoutMs = connection.timeoutMs } = request;
  const token = await currentToken(connection.token);
  signal?.throwIfAborted();
  const url = urlOf(connection.baseUrl, route, request);
  const timeout = AbortSignal.timeout(timeoutMs);
  const init = { ...initOf(route, request, token), signal: signal ? AbortSignal.any([signal, timeout]) : timeout };
  try {
    const response = await connection.fetch(url, init);
    if (!response.ok) throw await problemFrom(response);
    return await readAnswer(route, response);
  } catch (error) {
    signal?.throwIfAborted();
    if (timeout.aborted) throw tooLate(error);
    throw error instanceof ApiProblem ? error : unreachable(error);
  }
}

async function readAnswer({ answers }: WireRoute, response: Response): Promise<unknown> {
  const kind = answers[response.status];
  if (kind === undefined) throw unexpectedAnswer(response.status);
  try {
    if (kind === "json") return await response.json();
    if (kind === "text") return await response.text();
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw unexpectedAnswer(response.status, error);
  }
}

async function currentToken(source: TokenSource | null): Promise<string | null> {
  return typeof source === "function" ? source() : source;
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what the caller chose to abort it with
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
