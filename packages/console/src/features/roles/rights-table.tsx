import type { Right } from "@holdfast/contract";
import { IconCheck } from "@tabler/icons-react";

import { rightGroups } from "./right-groups.ts";
import classes from "./rights.module.css";

/** What a role may do, noun by noun; what it may not do stands there too, unlit. */
export function RightsTable({ held }: { readonly held: readonly Right[] }) {
  return (
    <dl className={classes.table}>
      {rightGroups.map(({ noun, rights }) => (
        <div key={noun} className={classes.line}>
          <dt className={classes.noun}>{noun}</dt>
          <dd className={classes.verbs}>
            {rights.map(({ right, verb }) => (
              <span key={right} className={classes.verb} data-held={held.includes(right)}>
                {held.includes(right) && <IconCheck size={13} stroke={2.5} aria-hidden="true" />}
                {verb}
                {!held.includes(right) && <span className={classes.not}> (not)</span>}
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
