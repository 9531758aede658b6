import type { ChecklistItemView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconClockExclamation,
  IconEye,
  IconPencil,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { Moment } from "../../design/moment.tsx";
import { PersonName } from "../names/person-name.tsx";
import { foundWords, mendOf } from "./checklist-words.ts";
import classes from "./item-row.module.css";

export interface ItemRowProps {
  readonly item: ChecklistItemView;
  /** Left out where the reader may not sign it, and where nobody can. */
  readonly onSign?: () => void;
}

const states = {
  met: { Icon: IconCircleCheckFilled, words: "Holds" },
  open: { Icon: IconCircleDashed, words: "Open" },
  lapsed: { Icon: IconClockExclamation, words: "Due again" },
} as const;

export function ItemRow({ item, onSign }: ItemRowProps) {
  const { Icon, words } = states[item.state];
  const mend = mendOf(item.item);
  const act = item.state === "met" ? "Sign again" : "Sign off";
  return (
    <div className={classes.row} data-state={item.state}>
      <Icon className={classes.icon} size={22} aria-label={words} role="img" />
      <div className={classes.text}>
        <p className={classes.title}>{item.title}</p>
        <Evidence item={item} />
      </div>
      <div className={classes.acts}>
        {mend !== null && (
          <Link to={mend.to} className={classes.mend} aria-label={`${mend.label}: ${item.title}`}>
            {mend.label}
          </Link>
        )}
        {onSign !== undefined && (
          <Button size="xs" onClick={onSign} aria-label={`${act}: ${item.title}`}>
            {act}
          </Button>
        )}
      </div>
    </div>
  );
}

function Evidence({ item }: { readonly item: ChecklistItemView }) {
  const { check, signature } = item;
  const found = foundWords(item);
  const Icon = check === "measured" ? IconEye : IconPencil;
  return (
    <p className={classes.evidence}>
      <Icon size={14} stroke={1.75} aria-hidden="true" />
      {check === "measured" ? (
        <span>Measured{found !== null && `, ${found}`}</span>
      ) : signature === null ? (
        <span>Nobody has signed it</span>
      ) : (
        <span>
          Signed <Moment time={signature.at} /> by <PersonName id={signature.by} />, again{" "}
          <Moment time={signature.until} />: <q>{signature.note}</q>
        </span>
      )}
    </p>
  );
}
