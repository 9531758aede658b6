import type { UserView } from "@holdfast/contract";
import { Button, Modal, NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { meQuery, policyQuery, usersQuery } from "../../api/queries.ts";
import { Facts } from "../../design/facts.tsx";
import { Form, FormActions } from "../../form/form.tsx";
import type { Issued } from "../certificate/certificate-dialog.tsx";
import { valueWords } from "../policy/setting-words.ts";

export interface OffboardDialogProps {
  readonly user: UserView | null;
  readonly onClose: () => void;
  readonly onIssued: (issued: Issued) => void;
}

export function OffboardDialog({ user, onClose, onIssued }: OffboardDialogProps) {
  return (
    <Modal
      opened={user !== null}
      onClose={onClose}
      size="lg"
      title={`Let ${user?.name ?? ""} go`}
      closeButtonProps={{ "aria-label": "Close without doing anything" }}
    >
      {user !== null && <OffboardForm user={user} onClose={onClose} onIssued={onIssued} />}
    </Modal>
  );
}

function OffboardForm({ user, onClose, onIssued }: OffboardDialogProps & { readonly user: UserView }) {
  const me = useSuspenseQuery(meQuery).data;
  const people = useInfiniteQuery(usersQuery).data?.pages.flatMap(({ items }) => items) ?? [];
  const queryClient = useQueryClient();
  const [successor, setSuccessor] = useState<string>(me.user.id);
  const start = useMutation({
    mutationFn: () => client.startOffboarding({ params: { id: user.id }, body: successor === "" ? {} : { successor } }),
    onSuccess: ({ certificate }) => {
      onClose();
      onIssued({ certificate, of: user.name });
      return queryClient.invalidateQueries();
    },
  });
  const fit = people.filter(({ id, suspended }) => id !== user.id && !suspended);
  return (
    <Form onSubmit={() => start.mutate()} faults={{}} error={start.error}>
      <Deadlines />
      <NativeSelect
        label="Successor"
        description="Gets what is theirs when it is handed over."
        data={[
          ...fit.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` })),
          { value: "", label: "Nobody: it goes with them" },
        ]}
        value={successor}
        onChange={(event) => setSuccessor(event.currentTarget.value)}
      />
      <FormActions>
        <Button type="submit" variant="filled" color="danger" loading={start.isPending}>
          Let {user.name} go
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </Form>
  );
}

/** What will happen and when, by the account's policy. */
function Deadlines() {
  const { data: policy } = useQuery(policyQuery);
  if (policy === undefined) return null;
  const { offboardingTransferDays: transfer, offboardingDeleteDays: deletion } = policy.settings;
  return (
    <Facts
      facts={[
        { label: "Now", value: "Suspended, every session ended, every API key deleted" },
        {
          label: `After ${valueWords("offboardingTransferDays", transfer)}`,
          value: "What is theirs is handed over to the successor",
        },
        {
          label: `After ${valueWords("offboardingDeleteDays", Math.max(transfer, deletion))}`,
          value: "Deleted, and everything personal erased",
        },
      ]}
    />
  );
}
