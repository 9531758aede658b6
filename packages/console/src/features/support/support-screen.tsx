import { Button } from "@mantine/core";
import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { meQuery } from "../../api/queries.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { PagesView } from "../../design/pages-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Empty } from "../../design/states.tsx";
import { CertificateDialog, type Issued } from "../certificate/certificate-dialog.tsx";
import { GrantRow } from "./grant-row.tsx";
import { NewGrantDrawer } from "./new-grant-drawer.tsx";
import { supportGrantsQuery } from "./support-queries.ts";

/** Who of the operator may look into the account, and who did. */
export function SupportScreen() {
  const { rights } = useSuspenseQuery(meQuery).data;
  const grants = useInfiniteQuery(supportGrantsQuery);
  const [isGranting, setGranting] = useState(false);
  const [issued, setIssued] = useState<Issued | null>(null);
  const mayGrant = rights.includes("support:grant");
  return (
    <Page
      title="Support access"
      lead="Support reads here only what you let it: for some hours, what you choose, and changing nothing."
      actions={
        mayGrant && (
          <Button variant="filled" onClick={() => setGranting(true)}>
            Let support in
          </Button>
        )
      }
    >
      <PagesView query={grants} what="support grants">
        {(items) =>
          items.length === 0 ? (
            <Empty title="Support was never let in">When you ask for help, you can let somebody look.</Empty>
          ) : (
            <Rows items={items} keyOf={({ id }) => id} label="Support grants">
              {(grant) => <GrantRow grant={grant} mayRevoke={mayGrant} onIssued={setIssued} />}
            </Rows>
          )
        }
      </PagesView>
      <Notice tone="info" title="Everybody sees it">
        While support may look in, every member is shown a banner, and each read is an event of the audit log, with the
        name of whoever read. Where nobody can be asked, the operator can export the log without a grant: every
        administrator gets a mail with the name and the reason.
      </Notice>
      <NewGrantDrawer opened={isGranting} onClose={() => setGranting(false)} />
      <CertificateDialog issued={issued} onClose={() => setIssued(null)} />
    </Page>
  );
}
