import type { KeyView } from "@holdfast/contract";
import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { Page } from "../../design/page.tsx";
import { Rows } from "../../design/rows.tsx";
import { Empty, Failure, Loading } from "../../design/states.tsx";
import { CertificateDialog, type Issued } from "../certificate/certificate-dialog.tsx";
import { useNames } from "../people/use-names.ts";
import { KeyRow } from "./key-row.tsx";
import { accountKeysQuery } from "./keys-queries.ts";

const views = [
  { value: "all", label: "All" },
  { value: "unused", label: "Unused for a month" },
] as const;

/** The API keys of everybody in the account. */
export function AccountKeysScreen() {
  const { rights } = useSuspenseQuery(meQuery).data;
  const [only, setOnly] = useState<"all" | "unused">("all");
  const keys = useInfiniteQuery(accountKeysQuery(only));
  const [issued, setIssued] = useState<Issued | null>(null);
  const items = keys.data?.pages.flatMap((page) => page.items) ?? [];
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
      {keys.isError && <Failure error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.isPending && <Loading what="the keys" />}
      {keys.isSuccess && items.length === 0 && (
        <Empty title={only === "all" ? "Nobody has an API key" : "No key lies idle"} />
      )}
      {items.length > 0 && (
        <Rows items={items} keyOf={({ id }) => id} label="API keys of everybody">
          {(key) => <AccountKey apiKey={key} mayRevoke={rights.includes("keys:revoke")} onIssued={setIssued} />}
        </Rows>
      )}
      {keys.hasNextPage && (
        <Button loading={keys.isFetchingNextPage} onClick={() => void keys.fetchNextPage()}>
          Show more keys
        </Button>
      )}
      <CertificateDialog issued={issued} onClose={() => setIssued(null)} />
    </Page>
  );
}

interface AccountKeyProps {
  readonly apiKey: KeyView;
  readonly mayRevoke: boolean;
  readonly onIssued: (issued: Issued) => void;
}

function AccountKey({ apiKey, mayRevoke, onIssued }: AccountKeyProps) {
  const names = useNames();
  const queryClient = useQueryClient();
  const owner = names.ofUser(apiKey.user) ?? apiKey.user;
  const revoke = useMutation({
    mutationFn: () => client.revokeAccountKey({ params: { id: apiKey.id } }),
    onSuccess: (certificate) => {
      onIssued({ certificate, of: `The key ${apiKey.name}` });
      return queryClient.invalidateQueries({ queryKey: ["keys"] });
    },
  });
  return (
    <>
      {revoke.isError && <Failure error={revoke.error} />}
      <KeyRow
        apiKey={apiKey}
        owner={
          <Link to="/people/$id" params={{ id: apiKey.user }}>
            {owner}
          </Link>
        }
      >
        {mayRevoke && (
          <Button
            size="xs"
            color="danger"
            loading={revoke.isPending}
            onClick={() => revoke.mutate()}
            aria-label={`Revoke ${apiKey.name} of ${owner}`}
          >
            Revoke
          </Button>
        )}
      </KeyRow>
    </>
  );
}
