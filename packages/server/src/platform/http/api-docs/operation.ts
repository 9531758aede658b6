import { type ProblemCode, problems, type RouteSpec } from "@holdfast/contract";

import { exampleOf } from "./example.ts";
import { type JsonSchema, plain } from "./json-schema.ts";
import { nounOf } from "./nouns.ts";
import { exampleSegment, parameterName, restName } from "./operation-path.ts";
import { refusalsOf } from "./refusals.ts";
import { withReferences } from "./schema-references.ts";

/** An OpenAPI 3.1 operation. `x-` fields say what OpenAPI has no words for. */
export function operationOf(spec: RouteSpec): { readonly [field: string]: unknown } {
  return {
    operationId: spec.id,
    summary: spec.summary,
    tags: [nounOf(spec)],
    security: securityOf(spec),
    "x-right": spec.right,
    "x-step-up": spec.who === "recent",
    "x-second-factor": spec.strength === "factor",
    "x-rate-class": spec.rate,
    parameters: parametersOf(spec),
    ...(spec.body !== undefined && { requestBody: requestBodyOf(spec, plain(spec.body)) }),
    responses: { ...answersOf(spec), ...refusalResponsesOf(spec) },
  };
}

function securityOf({ who }: RouteSpec): readonly Readonly<Record<string, readonly string[]>>[] {
  if (who === "public") return [];
  return who === "guard" ? [{ bearer: [] }] : [{ bearer: [] }, { cookie: [] }];
}

function parametersOf(spec: RouteSpec): unknown[] {
  const inPath = spec.params === undefined ? [] : parametersIn("path", spec, plain(spec.params));
  const inQuery = spec.query === undefined ? [] : parametersIn("query", spec, plain(spec.query));
  const key = spec.idempotent === true ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : [];
  return [...inPath, ...inQuery, ...key];
}

function parametersIn(
  place: "path" | "query",
  spec: RouteSpec,
  { properties = {}, required = [] }: JsonSchema,
): unknown[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name: parameterName(name),
    in: place,
    required: place === "path" || required.includes(name),
    ...(descriptionOf(name, schema) !== undefined && { description: descriptionOf(name, schema) }),
    schema: withReferences(schema),
    // An example of an optional filter would be sent by "try it" tools that fill in everything.
    ...(place === "path" && { example: exampleSegment(spec) }),
  }));
}

function descriptionOf(name: string, { description }: JsonSchema): string | undefined {
  return parameterName(name) === restName ? "The rest of the path. Its slashes are sent as they are." : description;
}

const formType = "application/x-www-form-urlencoded";

const requestBodyOf = (spec: RouteSpec, schema: JsonSchema) => ({
  required: (schema.required ?? []).length > 0,
  content: {
    [spec.form === true ? formType : "application/json"]: {
      schema: withReferences(schema),
      example: exampleOf(schema, spec.id),
    },
  },
});

const answersOf = (spec: RouteSpec): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(spec.response).map(([status, answer]) => [
      status,
      {
        description: answerTitles[status] ?? "Success",
        headers: answerHeaders,
        content: typeof answer === "string" ? bytesOf(answer) : jsonOf(spec, plain(answer)),
      },
    ]),
  );

const answerTitles: Readonly<Record<string, string>> = { "200": "Done", "201": "Created", "202": "Accepted" };

const answerHeaders = {
  "x-request-id": { $ref: "#/components/headers/RequestId" },
  ratelimit: { $ref: "#/components/headers/RateLimit" },
  "ratelimit-policy": { $ref: "#/components/headers/RateLimitPolicy" },
};

const bytesOf = (mediaType: string) => ({
  [mediaType.split(";")[0] ?? mediaType]: mediaType.startsWith("text/") ? { schema: { type: "string" } } : {},
});

const jsonOf = (spec: RouteSpec, schema: JsonSchema) => ({
  "application/json": { schema: withReferences(schema), example: exampleOf(schema, spec.id) },
});

/** One response per status, naming the codes that it may carry, each with an example. */
function refusalResponsesOf(spec: RouteSpec): Record<string, unknown> {
  const byStatus = Map.groupBy(refusalsOf(spec), (code) => problems[code].status);
  const statuses = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(statuses.map(([status, codes]) => [String(status), refusalOf(status, codes)]));
}

const refusalOf = (status: number, codes: readonly ProblemCode[]) => ({
  description: codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join("\n\n"),
  headers: { "x-request-id": { $ref: "#/components/headers/RequestId" }, ...refusalHeaders[status] },
  content: {
    "application/problem+json": {
      schema: {
        allOf: [
          { $ref: "#/components/schemas/Problem" },
          { properties: { status: { const: status }, code: { enum: codes } } },
        ],
      },
      examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
    },
  },
});

const retryAfter = { "retry-after": { $ref: "#/components/headers/RetryAfter" } };
const refusalHeaders: Readonly<Record<number, object>> = {
  401: { "www-authenticate": { $ref: "#/components/headers/Challenge" } },
  429: retryAfter,
  503: retryAfter,
};
