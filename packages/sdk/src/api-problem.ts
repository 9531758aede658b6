import { isProblemCode, type ProblemBody, type ProblemCode, problems } from "@holdfast/contract/problems";

import { retryAfterOf } from "./backoff.ts";

/** What can go wrong before the API has answered in its own words. */
const clientProblems = {
  "client.unreachable": { title: "The server cannot be reached", advice: "Check the connection, then try again." },
  "client.timeout": {
    title: "The server did not answer in time",
    advice: "Try again; whether a change took effect is not known.",
  },
  "client.unexpected_answer": {
    title: "The answer is not one of this API",
    advice: "Something between here and the server may have answered in its place.",
  },
} as const;

export type ClientCode = keyof typeof clientProblems;
export type FieldError = NonNullable<ProblemBody["errors"]>[number];

export interface ApiProblemFacts {
  readonly code: ProblemCode | ClientCode;
  /** HTTP status, or 0 when nothing answered. */
  readonly status: number;
  readonly title: string;
  readonly advice: string;
  readonly detail: string | null;
  /** The faulty fields of a malformed request. */
  readonly errors: readonly FieldError[];
  /** Names the request in the server's log. */
  readonly requestId: string | null;
  /** Seconds to wait before trying again, when the server said so. */
  readonly retryAfter: number | null;
}

/** Every refusal of a call, by its permanent code. An aborted call throws its signal's reason instead. */
export class ApiProblem extends Error implements ApiProblemFacts {
  readonly code: ApiProblemFacts["code"];
  readonly status: number;
  readonly title: string;
  readonly advice: string;
  readonly detail: string | null;
  readonly errors: readonly FieldError[];
  readonly requestId: string | null;
  readonly retryAfter: number | null;

  constructor(facts: ApiProblemFacts, cause?: unknown) {
    super(facts.detail === null ? facts.title : `${facts.title}: ${facts.detail}`, { cause });
    this.name = "ApiProblem";
    this.code = facts.code;
    this.status = facts.status;
    this.title = facts.title;
    this.advice = facts.advice;
    this.detail = facts.detail;
    this.errors = facts.errors;
    this.requestId = facts.requestId;
    this.retryAfter = facts.retryAfter;
  }
}

/** Nothing answered: no connection, no such host, a broken transfer. */
export const unreachable = (cause: unknown): ApiProblem => clientProblem("client.unreachable", 0, { cause });

/** It took longer than an attempt may. */
export const tooLate = (cause: unknown): ApiProblem => clientProblem("client.timeout", 0, { cause });

/** Reads a refusal (RFC 9457). What is not one of ours, like a proxy's error page, keeps its status and nothing else. */
export async function problemFrom(response: Response): Promise<ApiProblem> {
  const body = await readJson(response);
  const code = typeof body.code === "string" && isProblemCode(body.code) ? body.code : null;
  const retryAfter = retryAfterOf(response.headers.get("retry-after"), Date.now());
  if (code === null) return clientProblem("client.unexpected_answer", response.status, { retryAfter });
  return new ApiProblem({
    code,
    status: response.status,
    title: textOr(body.title, problems[code].title),
    advice: textOr(body.advice, problems[code].advice),
    detail: typeof body.detail === "string" ? body.detail : null,
    errors: Array.isArray(body.errors) ? body.errors.filter(isFieldError) : [],
    requestId: requestIdOf(body.instance),
    retryAfter,
  });
}

/** A success whose body is not what the route answers. */
export const unexpectedAnswer = (status: number, cause?: unknown): ApiProblem =>
  clientProblem("client.unexpected_answer", status, { cause });

function clientProblem(
  code: ClientCode,
  status: number,
  { cause, retryAfter = null }: { readonly cause?: unknown; readonly retryAfter?: number | null },
): ApiProblem {
  const none = { detail: null, errors: [], requestId: null };
  return new ApiProblem({ code, status, ...clientProblems[code], ...none, retryAfter }, cause);
}

async function readJson(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return isRecord(body) ? body : {};
  } catch {
    return {};
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const textOr = (value: unknown, fallback: string): string => (typeof value === "string" ? value : fallback);

const isFieldError = (value: unknown): value is FieldError =>
  isRecord(value) && typeof value.field === "string" && typeof value.message === "string";

function requestIdOf(instance: unknown): string | null {
  const prefix = "urn:request:";
  return typeof instance === "string" && instance.startsWith(prefix) ? instance.slice(prefix.length) : null;
}
