import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { after, inPages } from "../../api/pages.ts";
import { Page } from "../../design/page.tsx";
import { PagesView } from "../../design/pages-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { SessionRow } from "../sessions/session-row.tsx";
import { PersonLink } from "../names/person-name.tsx";

const accountSessionsQuery = infiniteQueryOptions({
  queryKey: ["sessions", "account"],
  queryFn: ({ pageParam, signal }) => client.listAccountSessions({ query: after(pageParam), signal }),
  ...inPages,
});

/** Where everybody of the account is signed in. Sessions are ended on the screen of the person. */
export function AccountSessionsScreen() {
  const sessions = useInfiniteQuery(accountSessionsQuery);
  return (
    <Page
      title="All sessions"
      lead="Where everybody is signed in, newest first. Open the person to end what should not be."
    >
      <PagesView query={sessions} what="sessions">
        {(items) => (
          <Rows items={items} keyOf={({ session }) => session.id} label="Sessions of everybody">
            {({ user, session }) => <SessionRow session={session} owner={<PersonLink id={user} />} />}
          </Rows>
        )}
      </PagesView>
    </Page>
  );
}
