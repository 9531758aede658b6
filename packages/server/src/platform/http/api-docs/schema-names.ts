import { namedSchemas } from "@holdfast/contract";

import { type JsonSchema, plain } from "./json-schema.ts";

/** Every named schema, by name. */
export const schemasByName: ReadonlyMap<string, JsonSchema> = new Map(
  Object.entries(namedSchemas).map(([name, schema]) => [name, plain(schema)]),
);

// By content, not by identity: TypeBox copies a schema to mark it as optional.
const names = new Map([...schemasByName].map(([name, schema]) => [JSON.stringify(schema), name]));

/** The name that a schema goes by in OpenAPI, or null. */
export const nameOf = (schema: JsonSchema): string | null => names.get(JSON.stringify(schema)) ?? null;
