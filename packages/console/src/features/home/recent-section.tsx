import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { eventsQuery } from "../../api/queries.ts";
import { Section } from "../../design/section.tsx";
import { Failure, Loading } from "../../design/states.tsx";
import { EventList } from "../audit/event-list.tsx";

const shown = 6;

export function RecentSection() {
  const events = useInfiniteQuery(eventsQuery({}, shown));
  const first = events.data?.pages[0];
  return (
    <Section title="Latest events" actions={<Link to="/audit">All events</Link>}>
      {events.isError && <Failure error={events.error} onRetry={() => void events.refetch()} />}
      {events.isPending && <Loading what="the latest events" />}
      {first !== undefined && <EventList events={first.items} />}
    </Section>
  );
}
