import { isProblemCode, type ProblemCode, problems, type RouteSpec, routes } from "@holdfast/contract";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";

import { exampleOf } from "./example.ts";
import { type JsonSchema, plain } from "./json-schema.ts";
import { openApiDocument } from "./openapi.ts";
import { operationOf } from "./operation.ts";
import { pathOf } from "./operation-path.ts";
import { problemExample, problemSchema } from "./problem-schema.ts";
import { refusalsOf } from "./refusals.ts";
import { schemasByName } from "./schema-names.ts";

const specs = Object.values<RouteSpec>(routes);
const facts = { title: "Holdfast API", version: "1.2.3", serverUrl: "https://id.example.com" };
const text = JSON.stringify(openApiDocument(facts));

const found = (pattern: RegExp): string[] => [...text.matchAll(pattern)].flatMap(([, value]) => value ?? []);

/** What a JSON pointer of the form `#/a/b` leads to. */
const follow = (pointer: string): unknown =>
  pointer
    .split("/")
    .slice(1)
    .reduce<unknown>(
      (node, key) => Object.entries(node ?? {}).find(([name]) => name === key)?.[1],
      openApiDocument(facts),
    );

describe("the document", () => {
  test("is valid OpenAPI 3.1 by a validator that is not ours", async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...openApiDocument(facts) })).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  test("has every route of the contract once, and no other", () => {
    expect(found(/"operationId":"([^"]+)"/g).sort()).toEqual(specs.map(({ id }) => id).sort());
    expect(new Set(specs.map((spec) => `${spec.method} ${pathOf(spec)}`)).size).toBe(specs.length);
  });

  test("refers only to components that it has", () => {
    const references = new Set(found(/"\$ref":"([^"]+)"/g));
    expect(references.size).toBeGreaterThan(20);
    expect([...references].filter((reference) => follow(reference) === undefined)).toEqual([]);
  });

  test("spells out each named schema once and refers to it elsewhere", () => {
    const referred = new Set(found(/"#\/components\/schemas\/(\w+)"/g));
    expect([...referred].sort()).toEqual([...schemasByName.keys(), "Problem"].sort());
  });

  test("is the same for the same contract", () => {
    expect(JSON.stringify(openApiDocument(facts))).toBe(text);
  });
});

describe("an operation", () => {
  test("says who may call it, with which right and after what proof", () => {
    const stated = specs.map((spec) => {
      const operation = operationOf(spec);
      const [recent, factor] = [operation["x-step-up"], operation["x-second-factor"]];
      return [spec.id, operation["security"], operation["x-right"], recent, factor, operation["x-rate-class"]];
    });
    const either = [{ bearer: [] }, { cookie: [] }];
    expect(stated).toEqual(
      specs.map(({ id, who, right, rate, strength }) => {
        const security = who === "public" ? [] : who === "guard" ? [{ bearer: [] }] : either;
        return [id, security, right, who === "recent", strength === "factor", rate];
      }),
    );
  });

  test("lists what follows from its kind beside its own refusals", () => {
    expect(refusalsOf(routes.writePolicy)).toEqual<ProblemCode[]>([
      "policy.reason_required",
      "policy.changed_meanwhile",
      "request.malformed",
      "request.too_large",
      "request.unsupported_media",
      "auth.required",
      "session.expired",
      "key.invalid",
      "key.not_allowed",
      "auth.recent_required",
      "factor.enrolment_required",
      "right.missing",
      "request.cross_site",
      "rate.limited",
      "service.unavailable",
      "internal",
    ]);
    expect(refusalsOf(routes.readJwks)).toEqual<ProblemCode[]>(["rate.limited", "service.unavailable", "internal"]);
  });

  test("says where a second factor is asked for, and what is open to who has to set one up", () => {
    expect(refusalsOf(routes.removeTotp)).toContain("auth.factor_required");
    expect(refusalsOf(routes.beginTotp)).not.toContain("factor.enrolment_required");
  });

  test("repeats no refusal", () => {
    expect(specs.filter((spec) => new Set(refusalsOf(spec)).size !== refusalsOf(spec).length)).toEqual([]);
  });
});

describe("an example", () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  formats.default(ajv, ["date-time", "email"]);
  /** What is wrong with an example, or nothing. */
  const faultsOf = (of: string, schema: JsonSchema, example: unknown): string[] =>
    ajv.validate(schema, example) ? [] : [`${of}: ${ajv.errorsText()}`];

  test("of a body or an answer is valid by its schema", () => {
    const parts = specs.flatMap((spec) =>
      [spec.body, ...Object.values(spec.response)].flatMap((part) =>
        part === undefined || typeof part === "string" ? [] : { id: spec.id, schema: plain(part) },
      ),
    );
    expect(parts.length).toBeGreaterThan(40);
    expect(parts.flatMap(({ id, schema }) => faultsOf(id, schema, exampleOf(schema, id)))).toEqual([]);
  });

  test("of a problem is what the server sends", () => {
    const codes = Object.keys(problems).filter(isProblemCode);
    expect(codes.flatMap((code) => faultsOf(code, problemSchema, problemExample(code)))).toEqual([]);
  });
});
