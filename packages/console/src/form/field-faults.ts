import type { ProblemCode } from "@holdfast/contract";
import { ApiProblem } from "@holdfast/sdk";

import { textOf } from "../api/problem-text.ts";

/** What is wrong with a form, by the field's path in the request: `owner/email`. */
export type Faults<N extends string> = Readonly<Partial<Record<N, string>>>;

/** The field that a refusal is about, where the code alone says so. */
export type FieldOfCode<N extends string> = Readonly<Partial<Record<ProblemCode, N>>>;

export interface FaultWords<N extends string> {
  readonly ofCode?: FieldOfCode<N>;
  /** What the form says of a field in its own words. */
  readonly words?: Faults<N>;
}

/**
 * What a refusal says about the fields of a form. The server names them as `body/owner/email`; what it says of them is
 * written for programs, so the form's own words are taken where it has some.
 */
export function faultsIn<N extends string>(error: unknown, names: readonly N[], told: FaultWords<N> = {}): Faults<N> {
  if (!(error instanceof ApiProblem)) return faults([]);
  const field = fieldOf(error.code, told.ofCode);
  if (field !== undefined) {
    const { title, advice } = textOf(error);
    return faults([[field, `${title}. ${advice}`]]);
  }
  return faults(
    error.errors.flatMap(({ field, message }): [N, string][] => {
      const name = names.find((name) => field === `body/${name}`);
      return name === undefined ? [] : [[name, told.words?.[name] ?? message]];
    }),
  );
}

export const noFaults = <N extends string>(): Faults<N> => faults([]);

const fieldOf = <N extends string>(code: string, ofCode: FieldOfCode<N> = {}): N | undefined =>
  Object.entries<N | undefined>(ofCode).find(([name]) => name === code)?.[1];

const faults = <N extends string>(entries: readonly (readonly [N, string])[]): Faults<N> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object made of entries forgets its keys' type
  Object.fromEntries(entries) as Faults<N>;

export const hasFaults = (faults: Readonly<Record<string, unknown>>): boolean =>
  Object.values(faults).some((fault) => fault !== undefined);

/** A plausible address, as browsers see it; whether it exists, only a mail can tell. */
export const isMailAddress = (text: string): boolean => text.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
