import { type ProblemBody, type ProblemCode, problems } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { isUnavailable } from "../postgres/index.ts";

export interface ProblemReply {
  readonly status: number;
  readonly body: ProblemBody;
  readonly retryAfter: number | undefined;
  /** Whether it is a fault of ours that operators must see. */
  readonly unexpected: boolean;
}

/** The only place an error becomes bytes (RFC 9457). Unknown errors say nothing but the request id. */
export function problemReply(error: unknown, requestId: string): ProblemReply {
  const problem = toProblem(error);
  const { status, title, advice } = problems[problem.code];
  const retryAfter = problem.retryAfter ?? (status === 503 || status === 429 ? 2 : undefined);
  const body: ProblemBody = {
    type: `/docs/problems#${problem.code}`,
    title,
    status,
    code: problem.code,
    instance: `urn:request:${requestId}`,
    ...(problem.detail !== undefined && { detail: problem.detail }),
    advice,
    ...(problem.errors !== undefined && { errors: problem.errors }),
  };
  return { status, body, retryAfter, unexpected: status >= 500 };
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isUnavailable(error)) return new Problem("service.unavailable", { cause: error });
  const code = fastifyCodes.get(codeOf(error));
  if (code !== undefined) return new Problem(code, { cause: error });
  return new Problem("internal", { cause: error });
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** What the HTTP layer refuses by itself. */
const fastifyCodes = new Map<string, ProblemCode>([
  ["FST_ERR_CTP_BODY_TOO_LARGE", "request.too_large"],
  ["FST_ERR_CTP_INVALID_MEDIA_TYPE", "request.unsupported_media"],
  ["FST_ERR_CTP_INVALID_CONTENT_LENGTH", "request.malformed"],
  ["FST_ERR_CTP_EMPTY_JSON_BODY", "request.malformed"],
  ["FST_ERR_CTP_INVALID_JSON_BODY", "request.malformed"],
  ["FST_ERR_BAD_URL", "route.not_found"],
  ["FST_ERR_NOT_FOUND", "route.not_found"],
  ["FST_ERR_HANDLER_TIMEOUT", "service.unavailable"],
]);
