import type { EventView } from "@holdfast/contract";

import { Moment } from "../../design/moment.tsx";
import { Rows } from "../../design/rows.tsx";
import { Tag } from "../../design/tag.tsx";
import { PersonName } from "../names/person-name.tsx";
import classes from "./event-list.module.css";
import { actorWords, eventTitle } from "./event-words.ts";

export interface EventListProps {
  readonly events: readonly EventView[];
  readonly onOpen?: (event: EventView) => void;
}

export function EventList({ events, onOpen }: EventListProps) {
  return (
    <Rows items={events} keyOf={({ id }) => id} label="Events">
      {(event) =>
        onOpen === undefined ? (
          <div className={classes.row}>
            <EventLine event={event} />
          </div>
        ) : (
          <button type="button" className={classes.row} onClick={() => onOpen(event)}>
            <EventLine event={event} />
          </button>
        )
      }
    </Rows>
  );
}

function EventLine({ event }: { readonly event: EventView }) {
  const { type, id } = event.actor;
  return (
    <>
      <span className={classes.index}>{event.index === null ? "…" : `#${event.index}`}</span>
      <span className={classes.what}>
        <span className={classes.title}>{eventTitle(event.event)}</span>{" "}
        {event.outcome === "refused" && <Tag tone="danger">refused</Tag>}
        <span className={classes.who}>
          by {type === "user" && id !== null ? <PersonName id={id} /> : actorWords(event.actor)}
        </span>
      </span>
      <span className={classes.when}>
        <Moment time={event.time} />
      </span>
    </>
  );
}
