import type { RoleView } from "@holdfast/contract";
import { Button } from "@mantine/core";

import { Tag } from "../../design/tag.tsx";
import { RightsTable } from "./rights-table.tsx";
import classes from "./role-card.module.css";

export interface RoleCardProps {
  readonly role: RoleView;
  readonly onEdit?: () => void;
  readonly onDelete?: () => void;
}

export function RoleCard({ role, onEdit, onDelete }: RoleCardProps) {
  return (
    <article className={classes.card}>
      <header className={classes.head}>
        <div>
          <h3 className={classes.name}>
            {role.name} {role.protected && <Tag tone="accent">last holder protected</Tag>}
          </h3>
          {role.summary !== "" && <p className={classes.summary}>{role.summary}</p>}
        </div>
        {(onEdit !== undefined || onDelete !== undefined) && (
          <div className={classes.acts}>
            <Button size="xs" onClick={onEdit} aria-label={`Change the role ${role.name}`}>
              Change
            </Button>
            <Button size="xs" color="danger" onClick={onDelete} aria-label={`Delete the role ${role.name}`}>
              Delete
            </Button>
          </div>
        )}
      </header>
      <RightsTable held={role.rights} />
    </article>
  );
}
