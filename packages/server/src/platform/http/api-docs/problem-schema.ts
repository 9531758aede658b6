import { type ProblemBody, type ProblemCode, problems } from "@holdfast/contract";

import type { Json, JsonSchema } from "./json-schema.ts";

const text: JsonSchema = { type: "string" };

/** An RFC 9457 problem as sent; `code` is what programs branch on. */
export const problemSchema: JsonSchema = {
  type: "object",
  description: "An RFC 9457 problem. Branch on `code`, which is permanent; show `title` and `advice`.",
  required: ["type", "title", "status", "code", "instance", "advice"],
  additionalProperties: false,
  properties: {
    type: { ...text, description: "Where the code is explained, relative to this server." },
    title: text,
    status: { type: "integer", minimum: 400, maximum: 599 },
    code: text,
    instance: { ...text, description: "`urn:request:` and the request id, which the log has too." },
    detail: { ...text, description: "What was wrong this time." },
    advice: { ...text, description: "What the caller can do." },
    errors: {
      type: "array",
      description: "The faulty fields of a malformed request. Values are never echoed.",
      items: {
        type: "object",
        required: ["field", "message"],
        additionalProperties: false,
        properties: { field: text, message: text },
      },
    },
  },
};

/** A problem of this code as a caller would see it. */
export function problemExample(code: ProblemCode): ProblemBody & { readonly [key: string]: Json } {
  const { status, title, advice } = problems[code];
  return {
    type: `/docs/problems#${code}`,
    title,
    status,
    code,
    instance: "urn:request:5b0f8a1e-7c1d-4c39-9f43-0f6f1c2f8a10",
    advice,
    ...(code === "request.malformed" && { errors: [{ field: "body/email", message: 'must match format "email"' }] }),
  };
}
