import type { UserView } from "@holdfast/contract";
import { Button, Drawer } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { userSessionsQuery } from "../../api/queries.ts";
import { QueryView } from "../../design/query-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Empty, Failure } from "../../design/states.tsx";
import type { Issued } from "../certificate/certificate-dialog.tsx";
import { SessionRow } from "../sessions/session-row.tsx";
import classes from "./person-sessions.module.css";

export interface PersonSessionsProps {
  readonly user: UserView | null;
  readonly mayEnd: boolean;
  readonly onClose: () => void;
  readonly onIssued: (issued: Issued) => void;
}

/** Where somebody of the account is signed in, and the way to end all of it. */
export function PersonSessions({ user, ...rest }: PersonSessionsProps) {
  return (
    <Drawer
      opened={user !== null}
      onClose={rest.onClose}
      position="right"
      size="min(36rem, 100vw)"
      title={user === null ? "" : `Sessions of ${user.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {user !== null && <SessionsOf user={user} {...rest} />}
    </Drawer>
  );
}

function SessionsOf({ user, mayEnd, onClose, onIssued }: PersonSessionsProps & { readonly user: UserView }) {
  const queryClient = useQueryClient();
  const sessions = useQuery(userSessionsQuery(user.id));
  const endAll = useMutation({
    mutationFn: () => client.revokeUserSessions({ params: { id: user.id } }),
    onSuccess: ({ certificate }) => {
      onClose();
      onIssued({ certificate, of: user.name });
      return queryClient.invalidateQueries({ queryKey: ["sessions"] });
    },
  });
  return (
    <QueryView query={sessions} what="the sessions">
      {({ items }) => (
        <div className={classes.stack}>
          {endAll.isError && <Failure error={endAll.error} />}
          {items.length === 0 ? (
            <Empty title="Not signed in anywhere" />
          ) : (
            <Rows items={items} keyOf={({ id }) => id} label={`Sessions of ${user.name}`}>
              {(session) => <SessionRow session={session} />}
            </Rows>
          )}
          {mayEnd && items.length > 0 && (
            <Button color="danger" loading={endAll.isPending} onClick={() => endAll.mutate()}>
              End every session
            </Button>
          )}
        </div>
      )}
    </QueryView>
  );
}
