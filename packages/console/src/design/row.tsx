import type { ReactNode } from "react";

import classes from "./row.module.css";

export interface RowProps {
  /** What it is called, and the tags that classify it. */
  readonly name: ReactNode;
  readonly icon?: ReactNode;
  /** The buttons of the line: at its end, or under it where it is narrow. */
  readonly acts?: ReactNode;
  readonly children?: ReactNode;
}

/** One line of a list: what it is, what there is to know of it, and what can be done with it. */
export function Row({ name, icon, acts, children }: RowProps) {
  return (
    <div className={classes.row}>
      {icon !== undefined && <span className={classes.icon}>{icon}</span>}
      <div className={classes.text}>
        <p className={classes.name}>{name}</p>
        {children}
      </div>
      {acts !== undefined && <div className={classes.acts}>{acts}</div>}
    </div>
  );
}

/** What stands under the name, in smaller letters. */
export const RowNote = ({ children }: { readonly children: ReactNode }) => <p className={classes.note}>{children}</p>;
