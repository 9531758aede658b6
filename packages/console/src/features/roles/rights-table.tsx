import type { Right } from "@holdfast/contract";
import { IconCheck } from "@tabler/icons-react";

import { rightGroups } from "./right-groups.ts";
import classes from "./rights.module.css";

/** What a role may do, noun by noun, in the same order for every role so that two can be compared. */
export function RightsTable({ held }: { readonly held: readonly Right[] }) {
  return (
    <dl className={classes.table}>
      {rightGroups.map(({ noun, rights }) => {
        const verbs = rights.filter(({ right }) => held.includes(right)).map(({ verb }) => verb);
        return (
          <div key={noun} className={classes.line}>
            <dt className={classes.noun}>{noun}</dt>
            <dd className={classes.verbs}>
              {verbs.length === 0 && <span className={classes.none}>nothing</span>}
              {verbs.map((verb) => (
                <span key={verb} className={classes.verb}>
                  <IconCheck size={14} stroke={2.5} aria-hidden="true" />
                  {verb}
                </span>
              ))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
