import type { PolicyView } from "@holdfast/contract";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { meQuery, policyQuery } from "../../api/queries.ts";
import { Moment } from "../../design/moment.tsx";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { presetTexts } from "../create-account/presets-text.ts";
import { PolicyEditor } from "./policy-editor.tsx";

export function PolicyScreen() {
  const { rights } = useSuspenseQuery(meQuery).data;
  const policy = useQuery(policyQuery);
  return (
    <Page title="Policy" lead={policy.data === undefined ? undefined : <Standing policy={policy.data} />}>
      <QueryView query={policy} what="the policy">
        {(policy) => <PolicyEditor policy={policy} mayWrite={rights.includes("policy:write")} />}
      </QueryView>
    </Page>
  );
}

function Standing({ policy: { preset, version, changedAt } }: { readonly policy: PolicyView }) {
  const name = preset === null ? "Settings of your own" : `The preset ${presetTexts[preset].title}, unchanged`;
  return (
    <>
      {name}. Version {version}, <Moment time={changedAt} />.
    </>
  );
}
