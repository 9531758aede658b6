import type { OffboardingView } from "@holdfast/contract";
import { useInfiniteQuery } from "@tanstack/react-query";

import { PagesView } from "../../design/pages-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Tag } from "../../design/tag.tsx";
import classes from "./leaving-section.module.css";
import { nextStepWords, stepsDone } from "./offboarding-words.ts";
import { leavingQuery } from "./people-queries.ts";
import { PersonLink } from "../names/person-name.tsx";
import { StepBar } from "./step-bar.tsx";

/** Who is on the way out, and how far. Says nothing where nobody is. */
export function LeavingSection() {
  const leaving = useInfiniteQuery(leavingQuery);
  if ((leaving.data?.pages[0]?.items.length ?? 0) === 0) return null;
  return (
    <Section title="Leaving" note="Suspended at once; what follows happens by itself when it is due.">
      <PagesView query={leaving} what="people">
        {(items) => (
          <Rows items={items} keyOf={({ user }) => user} label="People who are leaving">
            {(offboarding) => <LeavingRow offboarding={offboarding} />}
          </Rows>
        )}
      </PagesView>
    </Section>
  );
}

function LeavingRow({ offboarding }: { readonly offboarding: OffboardingView }) {
  const { user, steps } = offboarding;
  return (
    <div className={classes.row}>
      <p className={classes.name}>
        <PersonLink id={user} /> {steps.some(({ overdue }) => overdue) && <Tag tone="danger">overdue</Tag>}
      </p>
      <StepBar done={stepsDone(offboarding)} all={steps.length} />
      <p className={classes.next}>{nextStepWords(offboarding)}</p>
    </div>
  );
}
