import type { ReactNode } from "react";

import classes from "./tag.module.css";

export interface TagProps {
  readonly tone?: "plain" | "good" | "warn" | "danger" | "accent";
  readonly children: ReactNode;
}

/** A word that classifies what it stands beside. */
export function Tag({ tone = "plain", children }: TagProps) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {children}
    </span>
  );
}
