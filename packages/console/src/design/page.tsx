import type { ReactNode } from "react";

import classes from "./page.module.css";

export interface PageProps {
  readonly title: string;
  /** One sentence: what this screen is for. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A screen: names the document, and gives the heading that takes the focus when the screen is entered. */
export function Page({ title, lead, actions, children }: PageProps) {
  return (
    <div className={classes.page}>
      <title>{`${title} · Holdfast`}</title>
      <header className={classes.header}>
        <div className={classes.heading}>
          <h1 className={classes.title} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
