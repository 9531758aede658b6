import type { KeyView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { Failure } from "../../design/states.tsx";
import type { Issued } from "../certificate/certificate-dialog.tsx";
import { PersonLink } from "../names/person-name.tsx";
import { useNames } from "../names/use-names.ts";
import { KeyRow } from "./key-row.tsx";

export interface AccountKeyProps {
  readonly apiKey: KeyView;
  /** Whether it says whose it is: among the keys of several people. */
  readonly isOwned?: boolean;
  readonly onIssued: (issued: Issued) => void;
}

/** A key of some member, as an administrator sees it: to look at, and to revoke. */
export function AccountKey({ apiKey, isOwned = false, onIssued }: AccountKeyProps) {
  const { id, name, user } = apiKey;
  const { rights } = useSuspenseQuery(meQuery).data;
  const owner = useNames().ofUser(user);
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => client.revokeAccountKey({ params: { id } }),
    onSuccess: (certificate) => {
      onIssued({ certificate, of: `The key ${name}` });
      return queryClient.invalidateQueries({ queryKey: ["keys"] });
    },
  });
  return (
    <>
      {revoke.isError && <Failure error={revoke.error} />}
      <KeyRow apiKey={apiKey} owner={isOwned && <PersonLink id={user} />}>
        {rights.includes("keys:revoke") && (
          <Button
            size="xs"
            color="danger"
            loading={revoke.isPending}
            onClick={() => revoke.mutate()}
            aria-label={owner === null ? `Revoke ${name}` : `Revoke ${name} of ${owner}`}
          >
            Revoke
          </Button>
        )}
      </KeyRow>
    </>
  );
}
