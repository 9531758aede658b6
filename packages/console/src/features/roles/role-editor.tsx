import type { Right, RoleView } from "@holdfast/contract";
import { Checkbox, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { SideDrawer } from "../../design/side-drawer.tsx";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, SubmitOrLeave } from "../../form/form.tsx";
import { useChosen } from "../../form/use-chosen.ts";
import { useFields } from "../../form/use-fields.ts";
import { rightGroups } from "./right-groups.ts";
import classes from "./role-editor.module.css";

export interface RoleEditorProps {
  readonly role: RoleView | "new" | null;
  readonly ownRights: readonly Right[];
  readonly onClose: () => void;
}

export function RoleEditor({ role, ownRights, onClose }: RoleEditorProps) {
  const title = role === "new" ? "New role" : `Change ${role?.name ?? ""}`;
  return (
    <SideDrawer opened={role !== null} title={title} closing="Cancel" onClose={onClose}>
      {role !== null && <RoleForm role={role === "new" ? null : role} ownRights={ownRights} onClose={onClose} />}
    </SideDrawer>
  );
}

interface RoleFormProps {
  readonly role: RoleView | null;
  readonly ownRights: readonly Right[];
  readonly onClose: () => void;
}

function RoleForm({ role, ownRights, onClose }: RoleFormProps) {
  const fields = useFields({ name: role?.name ?? "", summary: role?.summary ?? "" });
  const { chosen: rights, toggle } = useChosen<Right>(role?.rights ?? []);
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: () => saveRole(role?.id ?? null, { ...fields.values, rights }),
    onSuccess: () => {
      notifications.show({ message: `The role ${fields.values.name} is saved.` });
      onClose();
      return queryClient.invalidateQueries();
    },
    onError: (error) =>
      fields.setFaults(faultsIn(error, ["name", "summary"], { ofCode: { "role.name_taken": "name" } })),
  });
  const submit = () => {
    if (fields.values.name.trim() === "") return fields.setFaults({ name: "Give the role a name." });
    return save.mutate();
  };

  return (
    <Form onSubmit={submit} faults={fields.faults} error={save.error}>
      <TextInput label="Name" autoComplete="off" {...fields.bind("name")} />
      <Textarea label="What it is for" description="Optional." maxLength={300} {...fields.bind("summary")} />
      {rightGroups.map((group) => (
        <fieldset key={group.noun} className={classes.group}>
          <legend className={classes.legend}>{group.noun}</legend>
          {group.rights.map(({ right, verb }) => (
            <Checkbox
              key={right}
              label={verb}
              description={ownRights.includes(right) ? undefined : "You do not have this right yourself."}
              disabled={!ownRights.includes(right)}
              checked={rights.includes(right)}
              onChange={() => toggle(right)}
            />
          ))}
        </fieldset>
      ))}
      <SubmitOrLeave submit="Save the role" isPending={save.isPending} onLeave={onClose} />
    </Form>
  );
}

interface RoleInput {
  readonly name: string;
  readonly summary: string;
  readonly rights: readonly Right[];
}

async function saveRole(id: string | null, { name, summary, rights }: RoleInput): Promise<void> {
  const body = { name: name.trim(), summary: summary.trim() === "" ? null : summary.trim(), rights: [...rights] };
  await (id === null ? client.createRole({ body }) : client.updateRole({ params: { id }, body }));
}
