import type { EventView } from "@holdfast/contract";
import { useQuery } from "@tanstack/react-query";

import { meQuery } from "../../api/queries.ts";
import { Moment } from "../../design/moment.tsx";
import { Rows } from "../../design/rows.tsx";
import { Tag } from "../../design/tag.tsx";
import classes from "./event-list.module.css";
import { actorWords, eventTitle } from "./event-words.ts";

export interface EventListProps {
  readonly events: readonly EventView[];
  readonly onOpen?: (event: EventView) => void;
}

export function EventList({ events, onOpen }: EventListProps) {
  const { data: me } = useQuery({ ...meQuery, enabled: false });
  return (
    <Rows items={events} keyOf={({ id }) => id} label="Events">
      {(event) =>
        onOpen === undefined ? (
          <div className={classes.row}>
            <EventLine event={event} self={me?.user.id ?? null} />
          </div>
        ) : (
          <button type="button" className={classes.row} onClick={() => onOpen(event)}>
            <EventLine event={event} self={me?.user.id ?? null} />
          </button>
        )
      }
    </Rows>
  );
}

function EventLine({ event, self }: { readonly event: EventView; readonly self: string | null }) {
  return (
    <>
      <span className={classes.index}>{event.index === null ? "…" : `#${event.index}`}</span>
      <span className={classes.what}>
        <span className={classes.title}>{eventTitle(event.event)}</span>{" "}
        {event.outcome === "refused" && <Tag tone="danger">refused</Tag>}
        <span className={classes.who}>by {actorWords(event.actor, self)}</span>
      </span>
      <span className={classes.when}>
        <Moment time={event.time} />
      </span>
    </>
  );
}
