import type { UserView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { meQuery, rolesQuery, usersQuery } from "../../api/queries.ts";
import { Page } from "../../design/page.tsx";
import { Rows } from "../../design/rows.tsx";
import { Failure, Loading } from "../../design/states.tsx";
import { CertificateDialog, type Issued } from "../certificate/certificate-dialog.tsx";
import { PersonRow } from "./person-row.tsx";
import { PersonSessions } from "./person-sessions.tsx";
import { RoleDialog } from "./role-dialog.tsx";
import { useNames } from "./use-names.ts";

export function PeopleScreen() {
  const me = useSuspenseQuery(meQuery).data;
  const people = useInfiniteQuery(usersQuery);
  const { data: roles } = useQuery({ ...rolesQuery, enabled: me.rights.includes("roles:read") });
  const [changing, setChanging] = useState<UserView | null>(null);
  const [watching, setWatching] = useState<UserView | null>(null);
  const [issued, setIssued] = useState<Issued | null>(null);
  const users = people.data?.pages.flatMap(({ items }) => items) ?? [];
  const names = useNames();

  return (
    <Page title="People" lead="Who belongs to this account, what they may do, and where they are signed in.">
      {people.isError && <Failure error={people.error} onRetry={() => void people.refetch()} />}
      {people.isPending && <Loading what="the people" />}
      {users.length > 0 && (
        <Rows items={users} keyOf={({ id }) => id} label="People of this account">
          {(user) => (
            <PersonRow
              user={user}
              role={names.ofRole(user.role)}
              isSelf={user.id === me.user.id}
              {...(me.rights.includes("sessions:read") && { onSessions: () => setWatching(user) })}
              {...(me.rights.includes("users:update") && { onRole: () => setChanging(user) })}
            />
          )}
        </Rows>
      )}
      {people.hasNextPage && (
        <Button loading={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
          Show more people
        </Button>
      )}
      <RoleDialog
        user={changing}
        roles={roles?.items ?? []}
        ownRights={me.rights}
        onClose={() => setChanging(null)}
        onIssued={setIssued}
      />
      <PersonSessions
        user={watching}
        mayEnd={me.rights.includes("sessions:revoke")}
        onClose={() => setWatching(null)}
        onIssued={setIssued}
      />
      <CertificateDialog issued={issued} onClose={() => setIssued(null)} />
    </Page>
  );
}
