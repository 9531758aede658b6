import type { UserView } from "@holdfast/contract";
import { Button } from "@mantine/core";

import { Moment } from "../../design/moment.tsx";
import { Tag } from "../../design/tag.tsx";
import classes from "./person-row.module.css";

export interface PersonRowProps {
  readonly user: UserView;
  readonly role: string;
  readonly isSelf: boolean;
  readonly onSessions?: () => void;
  readonly onRole?: () => void;
}

export function PersonRow({ user, role, isSelf, onSessions, onRole }: PersonRowProps) {
  return (
    <div className={classes.row}>
      <div className={classes.who}>
        <p className={classes.name}>
          {user.name} {isSelf && <Tag tone="accent">You</Tag>}{" "}
          {!user.emailVerified && <Tag tone="warn">not confirmed</Tag>}
        </p>
        <p className={classes.mail}>{user.email}</p>
      </div>
      <div className={classes.facts}>
        <p>{role}</p>
        <p className={classes.since}>
          since <Moment time={user.createdAt} />
        </p>
      </div>
      <div className={classes.acts}>
        {onRole !== undefined && (
          <Button size="xs" onClick={onRole} aria-label={`Change the role of ${user.name}`}>
            Role
          </Button>
        )}
        {onSessions !== undefined && (
          <Button size="xs" onClick={onSessions} aria-label={`Sessions of ${user.name}`}>
            Sessions
          </Button>
        )}
      </div>
    </div>
  );
}
