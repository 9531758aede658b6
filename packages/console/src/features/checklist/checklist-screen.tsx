import { checklistCadences, type ChecklistItemView, type ChecklistView } from "@holdfast/contract";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { meQuery } from "../../api/queries.ts";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { checklistQuery } from "./checklist-query.ts";
import { cadenceWords } from "./checklist-words.ts";
import { ItemRow } from "./item-row.tsx";
import { ScorePanel } from "./score-panel.tsx";
import { SignDialog } from "./sign-dialog.tsx";

export function ChecklistScreen() {
  const checklist = useQuery(checklistQuery);
  return (
    <Page
      title="Security checklist"
      lead="What is to be done for security, and how often. What we can see for ourselves we measure; the rest is yours to sign."
    >
      <QueryView query={checklist} what="the checklist">
        {(view) => <Checklist view={view} />}
      </QueryView>
    </Page>
  );
}

function Checklist({ view: { score, items } }: { readonly view: ChecklistView }) {
  const { rights } = useSuspenseQuery(meQuery).data;
  const [signing, setSigning] = useState<ChecklistItemView | null>(null);
  const maySign = ({ check, of }: ChecklistItemView) =>
    check === "signed" && (of === "person" || rights.includes("account:update"));
  return (
    <>
      <ScorePanel score={score} />
      {checklistCadences.map((cadence) => {
        const due = items.filter((item) => item.cadence === cadence);
        const { title, note } = cadenceWords[cadence];
        return (
          due.length > 0 && (
            <Section key={cadence} title={title} note={note}>
              <Rows items={due} keyOf={({ item }) => item} label={title}>
                {(item) => <ItemRow item={item} {...(maySign(item) && { onSign: () => setSigning(item) })} />}
              </Rows>
            </Section>
          )
        );
      })}
      <SignDialog item={signing} onClose={() => setSigning(null)} />
    </>
  );
}
