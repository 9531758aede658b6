import type { ReactNode } from "react";

import classes from "./stack.module.css";

export interface StackProps {
  readonly gap?: "small" | "middle" | "large";
  /** `start` leaves what is in it as wide as it is. */
  readonly align?: "stretch" | "start";
  readonly children: ReactNode;
}

/** One under the other, with the same space between. */
export const Stack = ({ gap = "middle", align = "stretch", children }: StackProps) => (
  <div className={classes.stack} data-gap={gap} data-align={align}>
    {children}
  </div>
);
