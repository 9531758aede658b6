import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";

import { Page } from "../../design/page.tsx";
import { Section } from "../../design/section.tsx";
import { Empty, Failure, Loading } from "../../design/states.tsx";
import { IncidentsSection } from "./incidents-section.tsx";
import { PlacesSection } from "./places-section.tsx";
import { sightingsQuery } from "./protection-queries.ts";
import { Timeline } from "./timeline.tsx";

export function ProtectionScreen() {
  const sightings = useInfiniteQuery(sightingsQuery(null));
  const events = sightings.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page
      title="Protection"
      lead="Every try to sign in of the last ninety days, how unlike its user it was, and what was done about it."
    >
      <IncidentsSection />
      {sightings.isError && <Failure error={sightings.error} onRetry={() => void sightings.refetch()} />}
      {sightings.isPending && <Loading what="the sign-ins" />}
      {sightings.isSuccess && <PlacesSection events={events} />}
      {sightings.isSuccess && (
        <Section title="Timeline">
          {events.length === 0 ? <Empty title="Nobody has tried to sign in" /> : <Timeline events={events} />}
        </Section>
      )}
      {sightings.hasNextPage && (
        <Button loading={sightings.isFetchingNextPage} onClick={() => void sightings.fetchNextPage()}>
          Show earlier ones
        </Button>
      )}
    </Page>
  );
}
