import { queryOptions, useQuery } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { AddressesSection } from "./addresses-section.tsx";
import { ChoicesSection } from "./choices-section.tsx";
import { CriticalSection } from "./critical-section.tsx";
import { ReadingSection } from "./reading-section.tsx";

const noticesQuery = queryOptions({
  queryKey: ["notices"],
  queryFn: ({ signal }) => client.readNotices({ signal }),
});

const addressesQuery = queryOptions({
  queryKey: ["notification-addresses"],
  queryFn: ({ signal }) => client.listNotificationAddresses({ signal }),
});

export function NoticesScreen() {
  const notices = useQuery(noticesQuery);
  const addresses = useQuery(addressesQuery);
  return (
    <Page title="Notices" lead="What you hear of by mail, and where. What is about your own security always comes.">
      <QueryView query={addresses} what="your addresses">
        {({ items }) => <AddressesSection addresses={items} />}
      </QueryView>
      <ReadingSection />
      <QueryView query={notices} what="your notices">
        {({ items }) => (
          <>
            <ChoicesSection notices={items.filter(({ critical }) => !critical)} />
            <CriticalSection notices={items.filter(({ critical }) => critical)} />
          </>
        )}
      </QueryView>
    </Page>
  );
}
