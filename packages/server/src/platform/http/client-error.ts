import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";

import type { ProblemCode } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { problemReply } from "./problem-response.ts";
import { apiContentSecurityPolicy, securityHeaders } from "./security-headers.ts";

const codes = new Map<string | undefined, ProblemCode>([
  ["HPE_HEADER_OVERFLOW", "request.too_large"],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", "request.too_large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "request.timeout"],
]);

/**
 * Answers what Node's parser refuses before there is a request (bytes that are not HTTP, two lengths, a request that
 * never ends) as a problem like any other, and hangs up.
 */
export function answerClientError(error: { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) return;
  const { status, body } = problemReply(new Problem(codes.get(error.code) ?? "request.malformed"), randomUUID());
  const text = JSON.stringify(body);
  const headers = {
    ...securityHeaders,
    "content-security-policy": apiContentSecurityPolicy,
    "cache-control": "no-store",
    "content-type": "application/problem+json",
    "content-length": Buffer.byteLength(text),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${body.title}`, ...lines, "", text].join("\r\n"));
}
