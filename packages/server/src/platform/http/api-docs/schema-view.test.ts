import { type RouteSpec, routes, namedSchemas } from "@holdfast/contract";
import { describe, expect, test } from "vitest";

import { type JsonSchema, plain } from "./json-schema.ts";
import { fieldsView, schemaView, typeWords } from "./schema-view.ts";

describe("a type in words", () => {
  test.each<[JsonSchema, string]>([
    [{ type: "string" }, "string"],
    [{ type: "string", minLength: 3, maxLength: 40 }, "string, 3 to 40 characters"],
    [{ type: "string", maxLength: 60 }, "string, at most 60 characters"],
    [{ type: "string", format: "date-time", maxLength: 30 }, "time"],
    [{ type: "string", pattern: "^ses_[0-9]{26}$", maxLength: 30 }, "id `ses_…`"],
    [{ type: "integer", minimum: 1, maximum: 200 }, "integer, 1 to 200"],
    [{ type: "integer", minimum: 0 }, "integer, at least 0"],
    [{ const: "done", type: "string" }, '`"done"`'],
    [{ anyOf: [{ const: "a" }, { const: "b" }] }, '`"a"` or `"b"`'],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, "string or null"],
    [
      { type: "array", items: { type: "string" }, minItems: 1, uniqueItems: true },
      "list of string, at least 1 items, all different",
    ],
    [{ type: "array", items: plain(namedSchemas.Right) }, "list of `Right`"],
    [{ anyOf: [plain(namedSchemas.Session), { type: "null" }] }, "`Session` or null"],
  ])("%j", (schema, words) => {
    expect(typeWords(schema)).toBe(words);
  });
});

describe("a schema as a list of fields", () => {
  test("names what is optional, and what it is if absent", () => {
    const { text } = fieldsView({
      type: "object",
      required: ["a"],
      properties: { a: { type: "string", description: "First & `last`." }, b: { type: "integer", default: 50 } },
    });
    expect(text).toContain("First &amp; <code>last</code>.");
    expect(text.match(/optional/g)).toHaveLength(2);
    expect(text).toContain("default 50");
  });

  test("folds the fields of a named schema, and shows those of any other", () => {
    const inner: JsonSchema = { type: "object", properties: { deep: { type: "string" } } };
    expect(fieldsView({ properties: { a: inner } }).text).not.toContain("<details>");
    expect(fieldsView({ properties: { a: plain(namedSchemas.Session) } }).text).toContain("<details>");
  });

  test("shows each alternative of a union", () => {
    const { text } = schemaView({ anyOf: [plain(namedSchemas.SignedIn), plain(namedSchemas.VerifyEmail)] });
    expect(text).toContain("SignedIn");
    expect(text).toContain("a new mail is on its way");
  });
});

test("the contract uses only the keywords that the documentation can render", () => {
  const known = new Set(
    "type description const default anyOf properties required additionalProperties patternProperties maxProperties items minItems maxItems uniqueItems minLength maxLength pattern format minimum maximum".split(
      " ",
    ),
  );
  const strangers = new Set<string>();
  const visit = (schema: JsonSchema): void => {
    for (const key of Object.keys(schema)) if (!known.has(key)) strangers.add(key);
    const { anyOf = [], items = [], properties = {}, patternProperties = {} } = schema;
    [anyOf, items, Object.values(properties), Object.values(patternProperties)].flat().forEach(visit);
  };
  for (const { params, query, body, response } of Object.values<RouteSpec>(routes)) {
    for (const part of [params, query, body, ...Object.values(response)]) {
      if (part !== undefined && typeof part !== "string") visit(plain(part));
    }
  }
  expect([...strangers]).toEqual([]);
});
