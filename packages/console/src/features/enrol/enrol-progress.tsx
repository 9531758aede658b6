import { IconCheck } from "@tabler/icons-react";

import classes from "./enrol-progress.module.css";
import { enrolStages, type EnrolStep, stageOf } from "./enrolment.ts";

export function EnrolProgress({ step }: { readonly step: EnrolStep }) {
  const now = stageOf(step);
  return (
    <ol className={classes.stages} aria-label="Steps">
      {enrolStages.map((stage, i) => (
        <li
          key={stage}
          className={classes.stage}
          data-state={stateOf(i, now)}
          {...(i === now && { "aria-current": "step" as const })}
        >
          <span className={classes.number} aria-hidden="true">
            {i < now || now === enrolStages.length - 1 ? <IconCheck size={14} stroke={2.5} /> : i + 1}
          </span>
          {stage}
        </li>
      ))}
    </ol>
  );
}

const stateOf = (stage: number, now: number): "before" | "now" | "after" => {
  if (stage === now) return "now";
  return stage < now ? "before" : "after";
};
