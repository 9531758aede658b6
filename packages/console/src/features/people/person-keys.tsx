import type { UserView } from "@holdfast/contract";
import { useQuery } from "@tanstack/react-query";

import { QueryView } from "../../design/query-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Empty } from "../../design/states.tsx";
import type { Issued } from "../certificate/certificate-dialog.tsx";
import { AccountKey } from "../keys/account-key.tsx";
import { memberKeysQuery } from "../keys/keys-queries.ts";

export interface PersonKeysProps {
  readonly user: UserView;
  readonly onIssued: (issued: Issued) => void;
}

/** The programs that come in for somebody of the account. */
export function PersonKeys({ user, onIssued }: PersonKeysProps) {
  const keys = useQuery(memberKeysQuery(user.id));
  return (
    <Section title="API keys" note="A key can do no more than its owner may, and ends with them.">
      <QueryView query={keys} what="the keys">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No API key" />
          ) : (
            <Rows items={items} keyOf={({ id }) => id} label={`API keys of ${user.name}`}>
              {(key) => <AccountKey apiKey={key} onIssued={onIssued} />}
            </Rows>
          )
        }
      </QueryView>
    </Section>
  );
}
