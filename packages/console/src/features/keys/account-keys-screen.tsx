import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Page } from "../../design/page.tsx";
import { PagesView } from "../../design/pages-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Empty } from "../../design/states.tsx";
import { CertificateDialog, type Issued } from "../certificate/certificate-dialog.tsx";
import { AccountKey } from "./account-key.tsx";
import { accountKeysQuery } from "./keys-queries.ts";

const views = [
  { value: "all", label: "All" },
  { value: "unused", label: "Unused for a month" },
] as const;

/** The API keys of everybody in the account. */
export function AccountKeysScreen() {
  const [only, setOnly] = useState<"all" | "unused">("all");
  const keys = useInfiniteQuery(accountKeysQuery(only));
  const [issued, setIssued] = useState<Issued | null>(null);
  return (
    <Page
      title="All API keys"
      lead="The programs that come in for the members of this account. A key that nobody uses is one to lose."
      actions={
        <SegmentedControl
          aria-label="Which keys"
          data={[...views]}
          value={only}
          onChange={(value) => setOnly(value === "unused" ? "unused" : "all")}
        />
      }
    >
      <PagesView query={keys} what="keys">
        {(items) =>
          items.length === 0 ? (
            <Empty title={only === "all" ? "Nobody has an API key" : "No key lies idle"} />
          ) : (
            <Rows items={items} keyOf={({ id }) => id} label="API keys of everybody">
              {(key) => <AccountKey apiKey={key} isOwned onIssued={setIssued} />}
            </Rows>
          )
        }
      </PagesView>
      <CertificateDialog issued={issued} onClose={() => setIssued(null)} />
    </Page>
  );
}
