import type { Right, RoleView, UserView } from "@holdfast/contract";
import { Button, Modal, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { Form, FormActions } from "../../form/form.tsx";
import type { Issued } from "../certificate/certificate-dialog.tsx";
import { rolesToGive } from "./roles-to-give.ts";

export interface RoleDialogProps {
  readonly user: UserView | null;
  readonly roles: readonly RoleView[];
  /** Roles with more than these cannot be given. */
  readonly ownRights: readonly Right[];
  readonly onClose: () => void;
  readonly onIssued: (issued: Issued) => void;
}

export function RoleDialog({ user, ...rest }: RoleDialogProps) {
  const title = user === null ? "" : `Role of ${user.name}`;
  return (
    <Modal opened={user !== null} onClose={rest.onClose} title={title} closeButtonProps={{ "aria-label": "Cancel" }}>
      {user !== null && <RoleForm user={user} {...rest} />}
    </Modal>
  );
}

function RoleForm({ user, roles, ownRights, onClose, onIssued }: RoleDialogProps & { readonly user: UserView }) {
  const queryClient = useQueryClient();
  const [role, setRole] = useState(user.role);
  const assign = useMutation({
    mutationFn: () => client.assignRole({ params: { id: user.id }, body: { role } }),
    onSuccess: ({ certificate }) => {
      onClose();
      onIssued({ certificate, of: `The former role of ${user.name}` });
      return queryClient.invalidateQueries();
    },
  });
  const choices = rolesToGive(roles, ownRights, user.role);
  return (
    <Form onSubmit={() => assign.mutate()} faults={{}} error={assign.error}>
      <NativeSelect
        label="Role"
        description={roles.find(({ id }) => id === role)?.summary}
        data={choices}
        value={role}
        onChange={(event) => setRole(event.currentTarget.value)}
      />
      <p>It takes effect at once on every node, also for sessions that are open.</p>
      <FormActions>
        <Button type="submit" variant="filled" disabled={role === user.role} loading={assign.isPending}>
          Give this role
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </Form>
  );
}
