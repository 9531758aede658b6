import type { ReactNode } from "react";

import classes from "./other-ways.module.css";

export interface OtherWaysProps {
  /** What sets them apart from the way above: "or without a password". */
  readonly title: string;
  readonly children: ReactNode;
}

/** Ways to the same end, one below another, after the usual one. */
export const OtherWays = ({ title, children }: OtherWaysProps) => (
  <div className={classes.ways}>
    <p className={classes.or}>{title}</p>
    {children}
  </div>
);
