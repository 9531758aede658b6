import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { sessionsQuery } from "../../api/queries.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Failure } from "../../design/states.tsx";
import { CertificateDialog, type Issued } from "../certificate/certificate-dialog.tsx";
import { SessionRow } from "./session-row.tsx";
import { useEndEverywhere, useEndOthers, useEndSession } from "./use-end-sessions.ts";

export function SessionsScreen() {
  const sessions = useQuery(sessionsQuery);
  const [issued, setIssued] = useState<Issued | null>(null);
  const one = useEndSession(setIssued);
  const others = useEndOthers(setIssued);
  const everywhere = useEndEverywhere();
  const error = one.error ?? others.error ?? everywhere.error;
  const count = sessions.data?.items.length ?? 0;

  return (
    <Page
      title="Sessions"
      lead="Where you are signed in. End what you do not know: it is refused everywhere before this screen says so."
      actions={
        <>
          <Button disabled={count < 2} loading={others.isPending} onClick={() => others.mutate()}>
            End all others
          </Button>
          <Button color="danger" loading={everywhere.isPending} onClick={() => everywhere.mutate()}>
            Sign out everywhere
          </Button>
        </>
      }
    >
      {error !== null && <Failure error={error} />}
      <QueryView query={sessions} what="your sessions">
        {({ items }) => (
          <Rows items={items} keyOf={({ id }) => id} label="Your sessions">
            {(session) => (
              <SessionRow
                session={session}
                isEnding={one.isPending && one.variables.id === session.id}
                onEnd={() => one.mutate(session)}
              />
            )}
          </Rows>
        )}
      </QueryView>
      <Notice tone="info" title="Something here that is not you?">
        End it, then <Link to="/profile">change your password</Link>. Look for places, devices and hours that you do not
        know; a place is where the address is registered, so a mobile network or VPN can make it look far away.
      </Notice>
      <CertificateDialog issued={issued} onClose={() => setIssued(null)} />
    </Page>
  );
}
