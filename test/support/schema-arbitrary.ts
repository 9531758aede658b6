import type { RouteSpec } from "@holdfast/contract";
import fc, { type Arbitrary } from "fast-check";
import type { TSchema } from "typebox";

import type { TestRequest } from "./deployment.ts";

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Values that fit a schema of the contract, of the kinds that it uses. */
export const arbitraryOf = (schema: TSchema): Arbitrary<unknown> => fitting(schema);

function fitting(schema: Schema): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(fitting));
  switch (schema.type) {
    case "object": {
      const properties = Object.entries(schema.properties ?? {}).map(([name, part]) => [name, fitting(part)] as const);
      return fc.record(Object.fromEntries(properties), { requiredKeys: [...(schema.required ?? [])] });
    }
    case "array":
      return fc.array(fitting(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 });
    case "integer":
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000 });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "string":
    case undefined:
    default:
      return text(schema);
  }
}

function text(schema: Schema): Arbitrary<string> {
  if (schema.format === "email") return fc.constant("nobody@nowhere.example");
  if (schema.format === "date-time") return fc.constant("2026-01-01T00:00:00.000Z");
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern)).map((s) => sized(s, schema));
  return fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 20, 40) });
}

/** Our patterns are character classes: a repetition of a match matches. */
const sized = (value: string, { minLength = 0, maxLength = 1000 }: Schema): string =>
  value.repeat(Math.max(1, Math.ceil(minLength / Math.max(1, value.length)))).slice(0, maxLength);

const nasty = [
  "' or 1=1 --",
  "\u0000",
  "../../etc/passwd",
  "<script>alert(1)</script>",
  "${7*7}",
  "a".repeat(5000),
  "\u202e",
  "%s%n",
  "-1",
  "9007199254740993",
  "{}",
];

/** Requests that a route should refuse: wrong shapes, wrong types, unknown fields, hostile strings. */
export function garbage(route: RouteSpec): Arbitrary<TestRequest> {
  const hostile = fc.oneof(fc.constantFrom(...nasty), fc.string());
  const anything = fc.oneof(fc.anything({ maxDepth: 3 }).filter(serialises), hostile);
  const almost =
    route.body === undefined
      ? anything
      : arbitraryOf(route.body).chain((good) => anything.map((odd) => spoil(good, odd)));
  return fc.record({ id: hostile, query: hostile, body: fc.oneof(anything, almost) }).map(({ id, query, body }) => ({
    method: route.method,
    url: `${route.path.replace("{id}", encodeURIComponent(id) || "x").replace("*", encodeURIComponent(id))}?q=${encodeURIComponent(query)}`,
    ...(route.method !== "GET" && { body }),
  }));
}

/** Puts something odd in the place of one field, or beside them. */
function spoil(good: unknown, odd: unknown): unknown {
  if (typeof good !== "object" || good === null) return odd;
  const [first] = Object.keys(good);
  return { ...good, [first ?? "odd"]: odd, [`x${String(odd).slice(0, 10)}`]: 1 };
}

function serialises(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}
