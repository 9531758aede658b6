import type { ReactNode } from "react";

import classes from "./choice-group.module.css";

export interface ChoiceGroupProps {
  readonly legend: string;
  readonly fault: string | undefined;
  /** The checkboxes. */
  readonly children: ReactNode;
}

/** Checkboxes of which at least one has to be chosen; a fault is told of all of them, and takes the focus here. */
export const ChoiceGroup = ({ legend, fault, children }: ChoiceGroupProps) => (
  <fieldset className={classes.group} aria-invalid={fault !== undefined} tabIndex={-1}>
    <legend className={classes.legend}>{legend}</legend>
    {children}
    {fault !== undefined && <p className={classes.fault}>{fault}</p>}
  </fieldset>
);
