import type { ChecklistView } from "@holdfast/contract";
import type { ReactNode } from "react";

import classes from "./score-panel.module.css";
import { ScoreRing } from "./score-ring.tsx";

export interface ScorePanelProps {
  readonly score: ChecklistView["score"];
  readonly children?: ReactNode;
}

/** How much of the checklist holds, and on whose word. */
export function ScorePanel({ score: { percent, measured, signed }, children }: ScorePanelProps) {
  return (
    <div className={classes.panel}>
      <ScoreRing percent={percent} />
      <div>
        <p className={classes.headline}>
          {measured.met + signed.met} of {measured.all + signed.all} items hold
        </p>
        <p>
          <strong>{measured.met}</strong> of {measured.all} that we measure, <strong>{signed.met}</strong> of{" "}
          {signed.all} that people sign.
        </p>
        <p className={classes.gloss}>
          A signature runs out with its period, and never turns what we measure. Each item counts alike.
        </p>
        {children}
      </div>
    </div>
  );
}
