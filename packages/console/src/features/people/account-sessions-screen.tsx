import { Button } from "@mantine/core";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { client } from "../../api/client.ts";
import { Page } from "../../design/page.tsx";
import { Rows } from "../../design/rows.tsx";
import { Failure, Loading } from "../../design/states.tsx";
import { useNames } from "./use-names.ts";
import classes from "./account-sessions-screen.module.css";
import { SessionRow } from "../sessions/session-row.tsx";

const accountSessionsQuery = infiniteQueryOptions({
  queryKey: ["sessions", "account"],
  queryFn: ({ pageParam, signal }) =>
    client.listAccountSessions({ query: pageParam === null ? {} : { cursor: pageParam }, signal }),
  initialPageParam: firstPage(),
  getNextPageParam: ({ nextCursor }) => nextCursor,
});

/** A page parameter's type is taken from its first value, which is null and would be nothing else. */
function firstPage(): string | null {
  return null;
}

/** Where everybody of the account is signed in. Sessions are ended on the screen of the person. */
export function AccountSessionsScreen() {
  const sessions = useInfiniteQuery(accountSessionsQuery);
  const names = useNames();
  const items = sessions.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title="All sessions"
      lead="Where everybody is signed in, newest first. Open the person to end what should not be."
    >
      {sessions.isError && <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isPending && <Loading what="the sessions" />}
      {items.length > 0 && (
        <Rows items={items} keyOf={({ session }) => session.id} label="Sessions of everybody">
          {({ user, session }) => (
            <div className={classes.entry}>
              <p className={classes.who}>
                <Link to="/people/$id" params={{ id: user }}>
                  {names.ofUser(user) ?? user}
                </Link>
              </p>
              <SessionRow session={session} />
            </div>
          )}
        </Rows>
      )}
      {sessions.hasNextPage && (
        <Button loading={sessions.isFetchingNextPage} onClick={() => void sessions.fetchNextPage()}>
          Show more sessions
        </Button>
      )}
    </Page>
  );
}
