import { type ReactNode, useId } from "react";

import classes from "./section.module.css";

export interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** `beside` sets the title in a column of its own where there is room: for forms and facts. */
  readonly layout?: "stacked" | "beside";
  readonly children: ReactNode;
}

export function Section({ title, note, actions, layout = "stacked", children }: SectionProps) {
  const id = useId();
  return (
    <section className={classes.section} data-layout={layout} aria-labelledby={id}>
      <div className={classes.head}>
        <div>
          <h2 className={classes.title} id={id}>
            {title}
          </h2>
          {note !== undefined && <p className={classes.note}>{note}</p>}
        </div>
        {actions}
      </div>
      <div className={classes.content}>{children}</div>
    </section>
  );
}
