import type { TSchema } from "typebox";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * What we read of a JSON Schema (draft 2020-12). The contract's schemas are wider than this in type and narrower in
 * fact: a test holds every one of them to these keywords.
 */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly const?: Json;
  readonly default?: Json;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly maxProperties?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A schema of the contract as plain JSON Schema. TypeBox keeps its own marks outside the enumerable properties. */
export const plain = (schema: TSchema): JsonSchema => schema;

/** The branches of a union, or the schema itself. */
export const branchesOf = (schema: JsonSchema): readonly JsonSchema[] => schema.anyOf ?? [schema];

export const isNull = (schema: JsonSchema): boolean => schema.type === "null";
