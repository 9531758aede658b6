import type { JsonSchema } from "./json-schema.ts";
import { nameOf, schemasByName } from "./schema-names.ts";

/** A schema in which every named one is a reference to its component. */
export function withReferences(schema: JsonSchema): JsonSchema {
  const name = nameOf(schema);
  return name === null ? withInnerReferences(schema) : { $ref: `#/components/schemas/${name}` };
}

/** The components themselves: each spelled out once, with references to the others. */
export const schemaComponents = (): Record<string, JsonSchema> =>
  Object.fromEntries([...schemasByName].map(([name, schema]) => [name, withInnerReferences(schema)]));

function withInnerReferences(schema: JsonSchema): JsonSchema {
  const { anyOf, items, properties, patternProperties } = schema;
  return {
    ...schema,
    ...(anyOf !== undefined && { anyOf: anyOf.map(withReferences) }),
    ...(items !== undefined && { items: withReferences(items) }),
    ...(properties !== undefined && { properties: eachWithReferences(properties) }),
    ...(patternProperties !== undefined && { patternProperties: eachWithReferences(patternProperties) }),
  };
}

const eachWithReferences = (schemas: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> =>
  Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, withReferences(schema)]));
