import type { AuditStreamView } from "@holdfast/contract";
import { Modal, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, SubmitOrLeave } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";

export interface CursorDialogProps {
  readonly stream: AuditStreamView;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Sets the place in the log from which a stream goes on. */
export const CursorDialog = ({ opened, onClose, stream }: CursorDialogProps) => (
  <Modal
    opened={opened}
    onClose={onClose}
    title="Set the place of the stream"
    closeButtonProps={{ "aria-label": "Close without changing" }}
  >
    <CursorForm stream={stream} onClose={onClose} />
  </Modal>
);

const told = {
  ofCode: { "audit_stream.cursor_ahead": "cursor" },
  words: { cursor: "A whole number; 0 is the first event." },
} as const;

function CursorForm({ stream: { id, cursor }, onClose }: Omit<CursorDialogProps, "opened">) {
  const queryClient = useQueryClient();
  const fields = useFields({ cursor: String(cursor) });
  const change = useMutation({
    mutationFn: (next: number) => client.changeAuditStream({ params: { id }, body: { cursor: next } }),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["audit-streams"] });
    },
    onError: (error) => fields.setFaults(faultsIn<"cursor">(error, ["cursor"], told)),
  });
  const submit = () => {
    const next = fields.values.cursor.trim();
    return /^\d{1,15}$/.test(next) ? change.mutate(Number(next)) : fields.setFaults({ cursor: told.words.cursor });
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={change.error}>
      <p>
        Next is event {cursor.toLocaleString("en")} of the log. From an earlier place your collector gets events twice,
        under the same ids; from a later one it never gets those in between.
      </p>
      <TextInput
        label="Go on with event"
        description="Its index in the audit log; 0 sends the whole log again."
        inputMode="numeric"
        autoComplete="off"
        {...fields.bind("cursor")}
      />
      <SubmitOrLeave submit="Send from there" isPending={change.isPending} onLeave={onClose} />
    </Form>
  );
}
