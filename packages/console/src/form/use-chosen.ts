import { useState } from "react";

export interface Chosen<T> {
  readonly chosen: readonly T[];
  /** Chooses one, or takes it back. */
  readonly toggle: (one: T) => void;
}

/** Some of many, chosen one by one. */
export function useChosen<T>(initial: readonly T[]): Chosen<T> {
  const [chosen, setChosen] = useState(initial);
  return {
    chosen,
    toggle: (one) =>
      setChosen((before) => (before.includes(one) ? before.filter((other) => other !== one) : [...before, one])),
  };
}
