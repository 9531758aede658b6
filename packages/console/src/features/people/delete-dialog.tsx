import type { UserView } from "@holdfast/contract";
import { Button, Modal, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { client } from "../../api/client.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";

export interface DeleteDialogProps {
  readonly user: UserView | null;
  readonly onClose: () => void;
}

export function DeleteDialog({ user, onClose }: DeleteDialogProps) {
  return (
    <Modal
      opened={user !== null}
      onClose={onClose}
      title={`Delete ${user?.name ?? ""}`}
      closeButtonProps={{ "aria-label": "Keep them" }}
    >
      {user !== null && <DeleteForm user={user} onClose={onClose} />}
    </Modal>
  );
}

/** Asks for the address: what cannot be undone is not done by two presses. */
function DeleteForm({ user, onClose }: { readonly user: UserView; readonly onClose: () => void }) {
  const fields = useFields({ address: "" });
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => client.deleteUser({ params: { id: user.id } }),
    onSuccess: async ({ erased }) => {
      notifications.show({
        message: `${user.name} is deleted: ${erased.rows} rows erased, and what was personal in ${erased.events} events.`,
      });
      await navigate({ to: "/people" });
      await queryClient.invalidateQueries();
    },
  });
  const submit = () => {
    if (fields.values.address.trim().toLowerCase() === user.email.toLowerCase()) return remove.mutate();
    return fields.setFaults({ address: "Type the address exactly." });
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={remove.error}>
      <p>
        Their name, address, factors and sessions are erased at once, and what is personal about them in the audit log.
        Nobody can bring it back.
      </p>
      <TextInput label={`Type ${user.email} to delete`} autoComplete="off" data-autofocus {...fields.bind("address")} />
      <FormActions>
        <Button type="submit" variant="filled" color="danger" loading={remove.isPending}>
          Delete for good
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </Form>
  );
}
