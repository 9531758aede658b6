import type { ReactNode } from "react";

import { Row, type RowProps } from "./row.tsx";
import classes from "./rows.module.css";

export interface RowsProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly label: string;
  readonly children: (item: T) => ReactNode;
}

/** A list whose items are ruled like lines of a ledger. */
export const Rows = <T,>({ items, keyOf, label, children }: RowsProps<T>) => (
  <RowList label={label}>
    {items.map((item) => (
      <li key={keyOf(item)} className={classes.row}>
        {children(item)}
      </li>
    ))}
  </RowList>
);

/** The same of lines that are written down one by one. */
export const RowList = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <ul className={classes.rows} aria-label={label}>
    {children}
  </ul>
);

export const ListedRow = (props: RowProps) => (
  <li className={classes.row}>
    <Row {...props} />
  </li>
);
