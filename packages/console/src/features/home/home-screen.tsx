import { useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { deploymentQuery, meQuery } from "../../api/queries.ts";
import { Facts } from "../../design/facts.tsx";
import { Ident } from "../../design/ident.tsx";
import { ExactTime } from "../../design/moment.tsx";
import { Page } from "../../design/page.tsx";
import { Section } from "../../design/section.tsx";
import { useNames } from "../names/use-names.ts";
import { KeysSection } from "./keys-section.tsx";
import { SecuritySection } from "./security-section.tsx";
import { RecentSection } from "./recent-section.tsx";

const placements = { shared: "Shared database, own key", dedicated: "Database of its own, own key" } as const;

export function HomeScreen() {
  const { user, account, rights } = useSuspenseQuery(meQuery).data;
  const { data: deployment } = useQuery(deploymentQuery);
  const region = deployment?.regions.find(({ id }) => id === account.region);
  const role = useNames().ofRole(user.role);
  const mayReadLog = rights.includes("audit:read");
  return (
    <Page title={account.name} lead={`You are here as ${user.name}, with the role ${role}.`}>
      <SecuritySection />
      <Section title="Account" layout="beside" note="The boundary that everything here lives in.">
        <Facts
          facts={[
            { label: "Address", value: account.slug },
            { label: "Region", value: region === undefined ? account.region : `${region.title} (${region.id})` },
            { label: "Placement", value: placements[account.placement] },
            { label: "Id", value: <Ident value={account.id} what="the account's id" /> },
            { label: "Created", value: <ExactTime time={account.createdAt} /> },
          ]}
        />
      </Section>
      <KeysSection mayReadLog={mayReadLog} />
      {mayReadLog && <RecentSection />}
    </Page>
  );
}
