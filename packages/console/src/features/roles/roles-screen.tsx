import type { RoleView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { meQuery, rolesQuery } from "../../api/queries.ts";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Section } from "../../design/section.tsx";
import { Empty, Failure } from "../../design/states.tsx";
import { RoleCard } from "./role-card.tsx";
import classes from "./role-card.module.css";
import { RoleEditor } from "./role-editor.tsx";

export function RolesScreen() {
  const me = useSuspenseQuery(meQuery).data;
  const roles = useQuery(rolesQuery);
  const mayWrite = me.rights.includes("roles:write");
  const [editing, setEditing] = useState<RoleView | "new" | null>(null);

  return (
    <Page
      title="Roles"
      lead="A role is a set of rights. Nobody can give a right that they do not have."
      actions={
        mayWrite && (
          <Button variant="filled" onClick={() => setEditing("new")}>
            New role
          </Button>
        )
      }
    >
      <QueryView query={roles} what="the roles">
        {({ items }) => (
          <>
            <Section title="Of your own">
              <OwnRoles roles={items.filter(({ builtIn }) => !builtIn)} {...(mayWrite && { onEdit: setEditing })} />
            </Section>
            <Section title="Built in" note="Which ones there are is a setting of the policy.">
              <div className={classes.grid}>
                {items
                  .filter(({ builtIn }) => builtIn)
                  .map((role) => (
                    <RoleCard key={role.id} role={role} />
                  ))}
              </div>
            </Section>
          </>
        )}
      </QueryView>
      <RoleEditor role={editing} ownRights={me.rights} onClose={() => setEditing(null)} />
    </Page>
  );
}

interface OwnRolesProps {
  readonly roles: readonly RoleView[];
  readonly onEdit?: (role: RoleView) => void;
}

function OwnRoles({ roles, onEdit }: OwnRolesProps) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: ({ id }: RoleView) => client.deleteRole({ params: { id } }),
    onSuccess: (_, { name }) => {
      notifications.show({ message: `The role ${name} is deleted.` });
      return queryClient.invalidateQueries({ queryKey: ["roles"] });
    },
  });
  if (roles.length === 0) return <Empty title="None yet">The built-in roles may be all you need.</Empty>;
  return (
    <>
      {remove.isError && <Failure error={remove.error} />}
      <div className={classes.grid}>
        {roles.map((role) => (
          <RoleCard
            key={role.id}
            role={role}
            {...(onEdit !== undefined && { onEdit: () => onEdit(role), onDelete: () => remove.mutate(role) })}
          />
        ))}
      </div>
    </>
  );
}
