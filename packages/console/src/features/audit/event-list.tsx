import type { EventView } from "@holdfast/contract";
import { Moment } from "../../design/moment.tsx";
import { Rows } from "../../design/rows.tsx";
import { Tag } from "../../design/tag.tsx";
import { type Names, useNames } from "../people/use-names.ts";
import classes from "./event-list.module.css";
import { actorWords, eventTitle } from "./event-words.ts";

export interface EventListProps {
  readonly events: readonly EventView[];
  readonly onOpen?: (event: EventView) => void;
}

export function EventList({ events, onOpen }: EventListProps) {
  const names = useNames();
  return (
    <Rows items={events} keyOf={({ id }) => id} label="Events">
      {(event) =>
        onOpen === undefined ? (
          <div className={classes.row}>
            <EventLine event={event} names={names} />
          </div>
        ) : (
          <button type="button" className={classes.row} onClick={() => onOpen(event)}>
            <EventLine event={event} names={names} />
          </button>
        )
      }
    </Rows>
  );
}

function EventLine({ event, names }: { readonly event: EventView; readonly names: Names }) {
  return (
    <>
      <span className={classes.index}>{event.index === null ? "…" : `#${event.index}`}</span>
      <span className={classes.what}>
        <span className={classes.title}>{eventTitle(event.event)}</span>{" "}
        {event.outcome === "refused" && <Tag tone="danger">refused</Tag>}
        <span className={classes.who}>by {actorWords(event.actor, names.ofUser)}</span>
      </span>
      <span className={classes.when}>
        <Moment time={event.time} />
      </span>
    </>
  );
}
