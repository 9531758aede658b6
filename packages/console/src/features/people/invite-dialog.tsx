import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { meQuery, rolesQuery } from "../../api/queries.ts";
import { faultsIn, isMailAddress } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { useIntention } from "../../form/use-intention.ts";
import { rolesToGive } from "./roles-to-give.ts";

export interface InviteDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function InviteDialog({ opened, onClose }: InviteDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Invite somebody"
      closeButtonProps={{ "aria-label": "Close without inviting" }}
    >
      {opened && <InviteForm onClose={onClose} />}
    </Modal>
  );
}

function InviteForm({ onClose }: { readonly onClose: () => void }) {
  const { rights } = useSuspenseQuery(meQuery).data;
  const roles = useQuery(rolesQuery).data?.items ?? [];
  const queryClient = useQueryClient();
  const keyOf = useIntention();
  const fields = useFields({ email: "", name: "" });
  const choices = rolesToGive(roles, rights);
  const [chosen, setChosen] = useState<string | null>(null);
  // Least first: whoever presses without looking gives little.
  const role = chosen ?? choices.findLast(({ disabled }) => !disabled)?.value ?? "";
  const invite = useMutation({
    mutationFn: () => {
      const name = fields.values.name.trim();
      const body = { email: fields.values.email.trim(), role, ...(name !== "" && { name }) };
      return client.createInvitation({ body, idempotencyKey: keyOf(body) });
    },
    onSuccess: ({ email }) => {
      notifications.show({ message: `An invitation is on its way to ${email}.` });
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["invitations"] });
    },
    onError: (error) =>
      fields.setFaults(
        faultsIn(error, ["email", "name"], {
          ofCode: { "user.address_taken": "email", "invitation.exists": "email" },
          words: { email: "The server does not take this for an e-mail address." },
        }),
      ),
  });
  const submit = () => {
    if (!isMailAddress(fields.values.email.trim())) return fields.setFaults({ email: "Type their e-mail address." });
    return invite.mutate();
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={invite.error}>
      <TextInput label="Their e-mail" type="email" autoComplete="off" data-autofocus {...fields.bind("email")} />
      <TextInput
        label="Their name"
        description="Optional. They can correct it."
        autoComplete="off"
        {...fields.bind("name")}
      />
      <NativeSelect
        label="Role"
        description={roles.find(({ id }) => id === role)?.summary}
        data={choices}
        value={role}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <p>The link in the mail works for seven days, once, and only while you hold every right of this role yourself.</p>
      <FormActions>
        <Button type="submit" variant="filled" disabled={role === ""} loading={invite.isPending}>
          Send the invitation
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </Form>
  );
}
