import type { ReactNode } from "react";

import classes from "./rows.module.css";

export interface RowsProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly label: string;
  readonly children: (item: T) => ReactNode;
}

/** A list whose items are ruled like lines of a ledger. */
export function Rows<T>({ items, keyOf, label, children }: RowsProps<T>) {
  return (
    <ul className={classes.rows} aria-label={label}>
      {items.map((item) => (
        <li key={keyOf(item)} className={classes.row}>
          {children(item)}
        </li>
      ))}
    </ul>
  );
}
