import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";

import classes from "./notice.module.css";

export type Tone = "info" | "good" | "warn" | "danger";

export interface NoticeProps {
  readonly tone: Tone;
  readonly title?: ReactNode;
  /** Whether it appears after something was done, and so must be read out. */
  readonly live?: boolean;
  readonly children?: ReactNode;
}

const icons = { info: IconInfoCircle, good: IconCircleCheck, warn: IconAlertTriangle, danger: IconAlertTriangle };

export function Notice({ tone, title, live = false, children }: NoticeProps) {
  const Icon = icons[tone];
  const role = tone === "danger" ? "alert" : "status";
  return (
    <div className={classes.notice} data-tone={tone} {...(live && { role })}>
      <Icon className={classes.icon} size={20} stroke={1.75} aria-hidden="true" />
      <div className={classes.text}>
        {title !== undefined && <p className={classes.title}>{title}</p>}
        {children !== undefined && <div>{children}</div>}
      </div>
    </div>
  );
}
