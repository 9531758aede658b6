import { readFileSync } from "node:fs";

import { type Static, type TSchema, Type } from "typebox";
import { Value } from "typebox/value";

/** Reads `vectors/<name>`, checked against `schema`. */
export function readVectors<S extends TSchema>(name: string, schema: S): Static<S> {
  const text = readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8");
  return Value.Parse(schema, JSON.parse(text));
}

/** The groups and tests of a Wycheproof file, tests with the string, number and flag fields that they happen to have. */
export const wycheproof = <T extends TSchema>(test: T) =>
  Type.Object({ testGroups: Type.Array(Type.Object({ tests: Type.Array(test) })) });

export const hex = (text: string): Buffer => Buffer.from(text, "hex");
