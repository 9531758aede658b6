import type { StandingView, UserView } from "@holdfast/contract";
import { IconChevronRight, IconShieldCheck, IconShieldOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { Moment } from "../../design/moment.tsx";
import { Tag } from "../../design/tag.tsx";
import classes from "./person-row.module.css";
import { factorWords, isUnseen } from "./person-state.ts";

export interface PersonRowProps {
  readonly user: UserView;
  readonly role: string;
  readonly isSelf: boolean;
  /** Left out where the reader may not know. */
  readonly standing: StandingView | undefined;
  readonly now: number;
}

/** One line of the list of people; all of it leads to the person. */
export function PersonRow({ user, role, isSelf, standing, now }: PersonRowProps) {
  return (
    <div className={classes.row}>
      <div className={classes.who}>
        <p className={classes.name}>
          <Link to="/people/$id" params={{ id: user.id }} className={classes.link}>
            {user.name}
          </Link>{" "}
          {isSelf && <Tag tone="accent">You</Tag>} {user.suspended && <Tag tone="danger">suspended</Tag>}{" "}
          {!user.emailVerified && <Tag tone="warn">not confirmed</Tag>}
        </p>
        <p className={classes.mail}>{user.email}</p>
      </div>
      <p className={classes.role}>{role}</p>
      {standing !== undefined && <Protection standing={standing} />}
      <p className={classes.seen}>
        {standing === undefined ? (
          <>
            since <Moment time={user.createdAt} />
          </>
        ) : (
          <Seen standing={standing} isUnseen={isUnseen(user, standing, now)} />
        )}
      </p>
      <IconChevronRight className={classes.chevron} size={18} aria-hidden="true" />
    </div>
  );
}

function Protection({ standing }: { readonly standing: StandingView }) {
  const Icon = standing.protected ? IconShieldCheck : IconShieldOff;
  return (
    <p className={classes.protection} data-protected={standing.protected}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      {factorWords(standing)}
    </p>
  );
}

function Seen({ standing, isUnseen }: { readonly standing: StandingView; readonly isUnseen: boolean }) {
  if (standing.lastSeenAt === null) return isUnseen ? "not seen for a month" : "never here yet";
  return (
    <>
      seen <Moment time={standing.lastSeenAt} />
    </>
  );
}
