import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { QueryView } from "../../design/query-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Stack } from "../../design/stack.tsx";
import { checklistQuery } from "../checklist/checklist-query.ts";
import { nextOf } from "../checklist/checklist-words.ts";
import { ItemRow } from "../checklist/item-row.tsx";
import { ScorePanel } from "../checklist/score-panel.tsx";
import classes from "./security-section.module.css";

const shown = 4;

/** How it stands with security, and what to do about it next. */
export function SecuritySection() {
  const checklist = useQuery(checklistQuery);
  return (
    <Section title="Security" actions={<Link to="/checklist">The whole checklist</Link>}>
      <QueryView query={checklist} what="the checklist">
        {({ score, items }) => {
          const next = nextOf(items);
          return (
            <Stack gap="large">
              <ScorePanel score={score} />
              {next.length > 0 && (
                <div>
                  <h3 className={classes.title}>
                    {next.length <= shown ? "To do" : `To do next, ${shown} of ${next.length}`}
                  </h3>
                  <Rows items={next.slice(0, shown)} keyOf={({ item }) => item} label="To do next">
                    {(item) => <ItemRow item={item} />}
                  </Rows>
                </div>
              )}
            </Stack>
          );
        }}
      </QueryView>
    </Section>
  );
}
