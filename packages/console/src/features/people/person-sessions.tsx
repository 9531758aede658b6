import type { UserView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { userSessionsQuery } from "../../api/queries.ts";
import { QueryView } from "../../design/query-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Empty, Failure } from "../../design/states.tsx";
import type { Issued } from "../certificate/certificate-dialog.tsx";
import { SessionRow } from "../sessions/session-row.tsx";

export interface PersonSessionsProps {
  readonly user: UserView;
  readonly mayEnd: boolean;
  readonly onIssued: (issued: Issued) => void;
}

/** Where somebody of the account is signed in, and the way to end all of it. */
export function PersonSessions({ user, mayEnd, onIssued }: PersonSessionsProps) {
  const queryClient = useQueryClient();
  const sessions = useQuery(userSessionsQuery(user.id));
  const endAll = useMutation({
    mutationFn: () => client.revokeUserSessions({ params: { id: user.id } }),
    onSuccess: ({ certificate }) => {
      onIssued({ certificate, of: user.name });
      return queryClient.invalidateQueries({ queryKey: ["sessions"] });
    },
  });
  const count = sessions.data?.items.length ?? 0;
  return (
    <Section
      title="Sessions"
      {...(mayEnd &&
        count > 0 && {
          actions: (
            <Button size="xs" color="danger" loading={endAll.isPending} onClick={() => endAll.mutate()}>
              End every session
            </Button>
          ),
        })}
    >
      {endAll.isError && <Failure error={endAll.error} />}
      <QueryView query={sessions} what="the sessions">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Not signed in anywhere" />
          ) : (
            <Rows items={items} keyOf={({ id }) => id} label={`Sessions of ${user.name}`}>
              {(session) => <SessionRow session={session} />}
            </Rows>
          )
        }
      </QueryView>
    </Section>
  );
}
