import { Button } from "@mantine/core";
import { IconBrandGoogle } from "@tabler/icons-react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { ExactTime } from "../../design/moment.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Empty, Failure } from "../../design/states.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";

const googleQuery = queryOptions({
  queryKey: ["google"],
  queryFn: ({ signal }) => client.readGoogleLink({ signal }),
});

interface Linked {
  readonly address: string;
  readonly linkedAt: string;
}

/** Stands in for the password, never for a second factor. Shown where it is offered, or was once linked. */
export function GoogleSection() {
  const { data: google } = useQuery(googleQuery);
  const begin = useMutation({
    mutationFn: () => client.beginGoogleLink(),
    onSuccess: ({ url }) => location.assign(url),
  });
  if (google === undefined || !(google.offered || google.linked !== null)) return null;
  return (
    <Section
      title="Google"
      note="In place of the password. Your second factor is asked for all the same."
      actions={
        google.linked === null && (
          <Button loading={begin.isPending || begin.isSuccess} onClick={() => begin.mutate()}>
            Link a Google account
          </Button>
        )
      }
    >
      {begin.isError && <Failure error={begin.error} />}
      {google.linked === null ? <Empty title="No Google account linked" /> : <LinkedAccount linked={google.linked} />}
    </Section>
  );
}

function LinkedAccount({ linked }: { readonly linked: Linked }) {
  const queryClient = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  const remove = useMutation({
    mutationFn: () => client.removeGoogleLink(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["google"] }),
  });
  return (
    <>
      <Rows items={[linked]} keyOf={({ linkedAt }) => linkedAt} label="Your Google account">
        {({ address, linkedAt }) => (
          <Row
            icon={<IconBrandGoogle size={22} stroke={1.5} aria-hidden="true" />}
            name={address}
            acts={
              <Button size="xs" color="danger" onClick={() => setRemoving(true)} aria-label="Unlink the Google account">
                Unlink
              </Button>
            }
          >
            <RowNote>
              Linked on <ExactTime time={linkedAt} />
            </RowNote>
          </Row>
        )}
      </Rows>
      <ConfirmDialog
        opened={isRemoving}
        title="Unlink the Google account?"
        act="Unlink it"
        mutation={remove}
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        You sign in with your password or a passkey then.
      </ConfirmDialog>
    </>
  );
}
