import type { RouteSpec } from "@holdfast/contract";

import { ApiProblem, problemFrom, unexpectedAnswer, unreachable } from "./api-problem.ts";
import type { AnyRequest } from "./call.ts";
import { initOf, urlOf } from "./http-request.ts";

export type TokenSource = string | (() => string | null | Promise<string | null>);

export interface Connection {
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly token: TokenSource | null;
  readonly recover: (problem: ApiProblem) => Promise<boolean>;
}

/** A server that asks for a longer pause gets its refusal passed on instead. */
const longestPauseSeconds = 10;

/** Sends a request, once more after a busy answer, and once more when `recover` has set right what was missing. */
export async function send(connection: Connection, route: RouteSpec, request: AnyRequest): Promise<unknown> {
  try {
    return await sendPatiently(connection, route, request);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
    if (!(await connection.recover(error))) throw error;
    return sendPatiently(connection, route, request);
  }
}

async function sendPatiently(connection: Connection, route: RouteSpec, request: AnyRequest): Promise<unknown> {
  try {
    return await sendOnce(connection, route, request);
  } catch (error) {
    const seconds = pauseBefore(route, error);
    if (seconds === null) throw error;
    await pause(seconds * 1000, request.signal);
    return sendOnce(connection, route, request);
  }
}

/** Only reading is repeated: of a change nobody knows here whether it took effect. */
function pauseBefore(route: RouteSpec, error: unknown): number | null {
  if (route.method !== "GET" || !(error instanceof ApiProblem) || error.status !== 503) return null;
  const { retryAfter } = error;
  return retryAfter !== null && retryAfter <= longestPauseSeconds ? retryAfter : null;
}

async function sendOnce(connection: Connection, route: RouteSpec, request: AnyRequest): Promise<unknown> {
  const token = await currentToken(connection.token);
  const url = urlOf(connection.baseUrl, route, request);
  const response = await reach(connection, url, initOf(route, request, token));
  if (!response.ok) throw await problemFrom(response);
  return readAnswer(route, response, request.signal);
}

async function reach(connection: Connection, url: string, init: RequestInit): Promise<Response> {
  try {
    return await connection.fetch(url, init);
  } catch (error) {
    init.signal?.throwIfAborted();
    throw unreachable(error);
  }
}

async function readAnswer(route: RouteSpec, response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  const shape = route.response[response.status];
  try {
    if (typeof shape === "object") return await response.json();
    if (shape?.startsWith("text/") === true) return await response.text();
    if (shape !== undefined) return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    signal?.throwIfAborted();
    throw unexpectedAnswer(response.status, error);
  }
  throw unexpectedAnswer(response.status);
}

async function currentToken(source: TokenSource | null): Promise<string | null> {
  return typeof source === "function" ? source() : source;
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      // An aborted call throws what its caller chose to abort it with.
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors
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
