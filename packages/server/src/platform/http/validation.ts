import { Ajv, type ErrorObject } from "ajv";
import formats from "ajv-formats";
import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";

import { Problem } from "../../kernel/problem.ts";

const strict = {
  allErrors: false,
  removeAdditional: false,
  useDefaults: true,
  strict: true,
  allowUnionTypes: true,
} as const;

/**
 * Compiles a route's schemas. Bodies are taken as they are; paths and queries, which are text, may be read as numbers
 * and booleans. Unknown fields are refused, never dropped.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<TSchema> {
  const exact = withFormats(new Ajv({ ...strict, coerceTypes: false }));
  const textual = withFormats(new Ajv({ ...strict, coerceTypes: true }));
  return ({ schema, httpPart }) => {
    const validate = (httpPart === "body" ? exact : textual).compile(schema);
    return (value: unknown) => (validate(value) ? { value } : { error: malformed(httpPart, validate.errors ?? []) });
  };
}

function withFormats(ajv: Ajv): Ajv {
  formats.default(ajv, ["date-time", "email"]);
  return ajv;
}

/** Names the field and the rule. The value is never echoed: it may be a password in the wrong field. */
function malformed(part: string | undefined, errors: readonly ErrorObject[]): Problem {
  return new Problem("request.malformed", {
    errors: errors.slice(0, 5).map((error) => ({
      field: `${part ?? "request"}${error.instancePath}${fieldOf(error)}`,
      message: error.keyword === "additionalProperties" ? "unknown field" : (error.message ?? error.keyword),
    })),
  });
}

function fieldOf({ params }: ErrorObject): string {
  const { additionalProperty, missingProperty } = params as Record<string, unknown>;
  // An unknown field's name came from outside; show it only when it looks like a name.
  if (typeof additionalProperty === "string")
    return /^\w{1,40}$/.test(additionalProperty) ? `/${additionalProperty}` : "";
  return typeof missingProperty === "string" ? `/${missingProperty}` : "";
}
