import type { EventView } from "@holdfast/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";

import { eventsQuery } from "../../api/queries.ts";
import { Page } from "../../design/page.tsx";
import { PagesView } from "../../design/pages-view.tsx";
import { Empty } from "../../design/states.tsx";
import { EventDrawer } from "./event-drawer.tsx";
import { EventList } from "./event-list.tsx";
import { filterOf } from "./filter.ts";
import { FilterForm } from "./filter-form.tsx";

const route = getRouteApi("/account/audit");

export function AuditScreen() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState<EventView | null>(null);
  return (
    <Page
      title="Audit log"
      lead="Everything that happened in this account, in a log that only grows and that anybody you choose can verify."
    >
      <FilterForm
        key={JSON.stringify(search)}
        search={search}
        onSearch={(search) => void navigate({ search, replace: true })}
      />
      <Events key={JSON.stringify(filterOf(search))} search={search} onOpen={setOpen} />
      <EventDrawer event={open} onClose={() => setOpen(null)} />
    </Page>
  );
}

interface EventsProps {
  readonly search: Parameters<typeof filterOf>[0];
  readonly onOpen: (event: EventView) => void;
}

function Events({ search, onOpen }: EventsProps) {
  const query = useInfiniteQuery(eventsQuery(filterOf(search)));
  return (
    <PagesView query={query} what="events" more="Show earlier events">
      {(events) =>
        events.length === 0 ? (
          <Empty title="Nothing like this happened">Widen the filter to see more.</Empty>
        ) : (
          <EventList events={events} onOpen={onOpen} />
        )
      }
    </PagesView>
  );
}
