import type { ChecklistItemView } from "@holdfast/contract";
import { Modal, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, SubmitOrLeave } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";

export interface SignDialogProps {
  readonly item: ChecklistItemView | null;
  readonly onClose: () => void;
}

export function SignDialog({ item, onClose }: SignDialogProps) {
  return (
    <Modal
      opened={item !== null}
      onClose={onClose}
      title={item?.title ?? ""}
      closeButtonProps={{ "aria-label": "Close without signing" }}
    >
      {item !== null && <SignForm item={item} onClose={onClose} />}
    </Modal>
  );
}

const shortest = 10;

function SignForm({ item, onClose }: { readonly item: ChecklistItemView; readonly onClose: () => void }) {
  const fields = useFields({ note: "", remindAt: "" });
  const queryClient = useQueryClient();
  const sign = useMutation({
    mutationFn: () => {
      const { note, remindAt } = fields.values;
      const reminder = remindAt === "" ? {} : { remindAt: new Date(`${remindAt}T08:00`).toISOString() };
      return client.signChecklistItem({ params: { item: item.item }, body: { note: note.trim(), ...reminder } });
    },
    onSuccess: () => {
      notifications.show({ message: "Signed. It is in the audit log with your note." });
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["checklist"] });
    },
    onError: (error) => fields.setFaults(faultsIn(error, ["note", "remindAt"])),
  });
  const submit = () => {
    const { note, remindAt } = fields.values;
    if (note.trim().length < shortest) return fields.setFaults({ note: "Say in a few words what you found." });
    if (remindAt !== "" && new Date(`${remindAt}T08:00`).getTime() <= Date.now())
      return fields.setFaults({ remindAt: "Choose a day to come." });
    return sign.mutate();
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={sign.error}>
      <Textarea
        label="What you looked at, and what you found"
        description="Kept with the item and in the audit log, in your name."
        minRows={3}
        maxLength={1000}
        data-autofocus
        {...fields.bind("note")}
      />
      <TextInput
        type="date"
        label="Ask again on"
        description="Optional. At the end of the item's period in any case."
        {...fields.bind("remindAt")}
      />
      <SubmitOrLeave submit="Sign" isPending={sign.isPending} onLeave={onClose} />
    </Form>
  );
}
