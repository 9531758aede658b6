import { isProblemCode, problems, type RouteSpec, routes, settings } from "@holdfast/contract";

import type { JsonSchema } from "./json-schema.ts";
import { nounsOfContract } from "./nouns.ts";
import { operationOf } from "./operation.ts";
import { pathOf } from "./operation-path.ts";
import { problemExample, problemSchema } from "./problem-schema.ts";
import { schemaComponents } from "./schema-references.ts";

export interface ApiFacts {
  readonly title: string;
  readonly version: string;
  /** Where this deployment is reached, without a slash at the end. */
  readonly serverUrl: string;
}

/** The whole contract as an OpenAPI 3.1 document. Pure data: the same contract gives the same document. */
export function openApiDocument({ title, version, serverUrl }: ApiFacts): { readonly [field: string]: unknown } {
  return {
    openapi: "3.1.0",
    info: {
      title,
      version,
      summary: "Accounts, users, sessions, roles, policy and a provable audit log.",
      description: `People read [${serverUrl}/docs](${serverUrl}/docs). Unknown fields are refused; new ones may appear in answers.`,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: serverUrl }],
    tags: nounsOfContract().map(({ id, title: name, summary }) => ({
      name: id,
      description: `${name}. ${summary}`,
    })),
    paths: pathsOf(Object.values<RouteSpec>(routes)),
    components: {
      securitySchemes,
      schemas: { ...describedComponents(), Problem: problemSchema },
      examples: Object.fromEntries(
        problemCodes.map((code) => [code, { summary: problems[code].title, value: problemExample(code) }]),
      ),
      parameters: { IdempotencyKey: idempotencyKey },
      headers,
    },
  };
}

const problemCodes = Object.keys(problems).filter(isProblemCode);

function pathsOf(specs: readonly RouteSpec[]): Record<string, Record<string, unknown>> {
  const paths = Map.groupBy(specs, pathOf);
  return Object.fromEntries(
    [...paths].map(([path, operations]) => [
      path,
      Object.fromEntries(operations.map((spec) => [spec.method.toLowerCase(), operationOf(spec)])),
    ]),
  );
}

/** The components, with what each policy setting means. */
function describedComponents(): Record<string, JsonSchema> {
  const components = schemaComponents();
  const policy = components["PolicySettings"] ?? {};
  const titles: Readonly<Record<string, { title: string }>> = settings;
  const properties = Object.fromEntries(
    Object.entries(policy.properties ?? {}).map(([name, schema]) => [
      name,
      { ...schema, description: titles[name]?.title ?? name },
    ]),
  );
  return { ...components, PolicySettings: { ...policy, properties } };
}

const securitySchemes = {
  bearer: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT (RFC 9068 at+jwt)",
    description: "The access token of a sign-in. The account is the one inside the token, whatever the request says.",
  },
  cookie: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-holdfast-access",
    description: "For the console only: HttpOnly, SameSite=Strict, and changes must come from its own origin.",
  },
};

const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Makes a repetition of this call answer as the first did. Any 8 to 128 visible ASCII characters.",
  schema: { type: "string", pattern: "^[\\x21-\\x7e]{8,128}$" },
};

const headers = {
  RequestId: {
    description: "Id of this request; problems and the operator's log carry it too.",
    schema: { type: "string", format: "uuid" },
  },
  RateLimit: {
    description: "What is left in this window (draft-ietf-httpapi-ratelimit-headers).",
    schema: { type: "string" },
    example: '"read-address";r=1196;t=41',
  },
  RateLimitPolicy: {
    description: "The window that it is left of.",
    schema: { type: "string" },
    example: '"read-address";q=1200;w=60',
  },
  RetryAfter: { description: "Seconds to wait.", schema: { type: "integer" }, example: 2 },
  Challenge: { description: "RFC 9110 §11.6.1.", schema: { type: "string" }, example: 'Bearer realm="holdfast"' },
};
