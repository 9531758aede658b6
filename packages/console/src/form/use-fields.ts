import { useState } from "react";

import { type Faults, noFaults } from "./field-faults.ts";

export interface BoundField {
  readonly name: string;
  readonly value: string;
  readonly error: string | undefined;
  /** Stated here, because the library's password field does not say it. */
  readonly "aria-invalid": true | undefined;
  readonly onChange: (event: { readonly currentTarget: { readonly value: string } }) => void;
}

export interface Fields<N extends string> {
  readonly values: Readonly<Record<N, string>>;
  readonly faults: Faults<N>;
  /** Sets a field, and takes back what was said against it. */
  readonly set: (name: N, value: string) => void;
  readonly setFaults: (faults: Faults<N>) => void;
  readonly bind: (name: N) => BoundField;
}

/** The text fields of a form: their values, and what is wrong with them. */
export function useFields<N extends string>(initial: Readonly<Record<N, string>>): Fields<N> {
  const [values, setValues] = useState(initial);
  const [faults, setFaults] = useState<Faults<N>>(noFaults);
  const set = (name: N, value: string) => {
    setValues((before) => ({ ...before, [name]: value }));
    setFaults((before) => ({ ...before, [name]: undefined }));
  };
  const bind = (name: N): BoundField => ({
    name,
    value: values[name],
    error: faults[name],
    "aria-invalid": faults[name] === undefined ? undefined : true,
    onChange: (event) => set(name, event.currentTarget.value),
  });
  return { values, faults, set, setFaults, bind };
}
