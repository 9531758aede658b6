import type { WebhookSecret } from "@holdfast/contract";
import { Modal, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { Form, SubmitOrLeave } from "../../form/form.tsx";

export interface RotateDialogProps {
  readonly id: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onRotated: (secret: WebhookSecret) => void;
}

export const RotateDialog = ({ opened, onClose, ...rest }: RotateDialogProps) => (
  <Modal
    opened={opened}
    onClose={onClose}
    title="Rotate the secret"
    closeButtonProps={{ "aria-label": "Close without rotating" }}
  >
    <RotateForm onClose={onClose} {...rest} />
  </Modal>
);

const overlaps = [
  { value: "1", label: "1 hour" },
  { value: "24", label: "1 day" },
  { value: "72", label: "3 days" },
  { value: "168", label: "7 days" },
  { value: "0", label: "Not at all: somebody else has seen it" },
];

function RotateForm({ id, onClose, onRotated }: Omit<RotateDialogProps, "opened">) {
  const [hours, setHours] = useState("24");
  const queryClient = useQueryClient();
  const rotate = useMutation({
    mutationFn: () => client.rotateWebhookSecret({ params: { id }, body: { overlapHours: Number(hours) } }),
    onSuccess: (secret) => {
      onClose();
      onRotated(secret);
      return queryClient.invalidateQueries({ queryKey: ["webhooks"] });
    },
  });
  return (
    <Form onSubmit={() => rotate.mutate()} faults={{}} error={rotate.error}>
      <p>
        For a while each message is signed with both secrets, so that your receiver misses nothing while you put the new
        one in.
      </p>
      <NativeSelect
        label="The old secret signs, too, for"
        data={overlaps}
        value={hours}
        onChange={(event) => setHours(event.currentTarget.value)}
      />
      <SubmitOrLeave submit="Make a new secret" isPending={rotate.isPending} onLeave={onClose} />
    </Form>
  );
}
