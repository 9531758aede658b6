import { useInfiniteQuery } from "@tanstack/react-query";

import { Page } from "../../design/page.tsx";
import { PagesView } from "../../design/pages-view.tsx";
import { Section } from "../../design/section.tsx";
import { Empty } from "../../design/states.tsx";
import { IncidentsSection } from "./incidents-section.tsx";
import { PlacesSection } from "./places-section.tsx";
import { sightingsQuery } from "./protection-queries.ts";
import { Timeline } from "./timeline.tsx";

export function ProtectionScreen() {
  const sightings = useInfiniteQuery(sightingsQuery(null));
  return (
    <Page
      title="Protection"
      lead="Every try to sign in of the last ninety days, how unlike its user it was, and what was done about it."
    >
      <IncidentsSection />
      <PagesView query={sightings} what="sign-ins" more="Show earlier ones">
        {(events) => (
          <>
            <PlacesSection events={events} />
            <Section title="Timeline">
              {events.length === 0 ? <Empty title="Nobody has tried to sign in" /> : <Timeline events={events} />}
            </Section>
          </>
        )}
      </PagesView>
    </Page>
  );
}
