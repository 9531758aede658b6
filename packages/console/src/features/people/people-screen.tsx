import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { meQuery, usersQuery } from "../../api/queries.ts";
import { Page } from "../../design/page.tsx";
import { PagesView } from "../../design/pages-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Empty } from "../../design/states.tsx";
import { InvitationsSection } from "./invitations-section.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { LeavingSection } from "./leaving-section.tsx";
import { PeopleFilter } from "./people-filter.tsx";
import { cursorsOf, standingsQuery } from "./people-queries.ts";
import { PersonRow } from "./person-row.tsx";
import { isNamed, matches, type PersonFilter } from "./person-state.ts";
import { useNames } from "../names/use-names.ts";

export function PeopleScreen() {
  const { rights } = useSuspenseQuery(meQuery).data;
  const [isInviting, setInviting] = useState(false);
  const mayInvite = rights.includes("users:invite");
  return (
    <Page
      title="People"
      lead="Who belongs to this account, how well each is protected, and who is coming or going."
      actions={
        mayInvite && (
          <Button variant="filled" onClick={() => setInviting(true)}>
            Invite somebody
          </Button>
        )
      }
    >
      <Members />
      {mayInvite && <InvitationsSection />}
      <LeavingSection />
      <InviteDialog opened={isInviting} onClose={() => setInviting(false)} />
    </Page>
  );
}

function Members() {
  const me = useSuspenseQuery(meQuery).data;
  const people = useInfiniteQuery(usersQuery);
  const cursors = cursorsOf(people);
  const maySee = me.rights.includes("sessions:read");
  const { data: standings } = useQuery({ ...standingsQuery(cursors), enabled: maySee && cursors.length > 0 });
  const [filter, setFilter] = useState<PersonFilter>("everybody");
  const [text, setText] = useState("");
  const names = useNames();
  const users = people.data?.pages.flatMap(({ items }) => items) ?? [];
  // A list is read at one moment; what is seen in it does not change while it is looked at.
  const [now] = useState(Date.now);
  const named = users.filter((user) => isNamed(user, text));
  const countOf = (by: PersonFilter) => named.filter((user) => matches(by, user, standings?.get(user.id), now)).length;
  const shown = named.filter((user) => matches(filter, user, standings?.get(user.id), now));

  return (
    <Section title="Members">
      <PagesView query={people} what="people">
        {() => (
          <>
            {users.length > 1 && (
              <PeopleFilter
                text={text}
                onText={setText}
                filter={filter}
                onFilter={setFilter}
                countOf={countOf}
                maySee={maySee}
              />
            )}
            {shown.length === 0 ? (
              <Empty title="Nobody like that" />
            ) : (
              <Rows items={shown} keyOf={({ id }) => id} label="People of this account">
                {(user) => (
                  <PersonRow
                    user={user}
                    role={names.ofRole(user.role)}
                    isSelf={user.id === me.user.id}
                    standing={standings?.get(user.id)}
                    now={now}
                  />
                )}
              </Rows>
            )}
          </>
        )}
      </PagesView>
    </Section>
  );
}
