import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { IconCheck } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";

import { client } from "../../api/client.ts";
import { meQuery, userQuery, userSessionsQuery } from "../../api/queries.ts";
import { RowNote } from "../../design/row.tsx";
import { ListedRow, RowList } from "../../design/rows.tsx";
import { Failure } from "../../design/states.tsx";
import { CertificateDialog, type Issued } from "../certificate/certificate-dialog.tsx";
import { memberKeysQuery } from "../keys/keys-queries.ts";
import classes from "./containment.module.css";

interface ContainmentProps {
  readonly userId: string;
}

/** What stops somebody who is in: one press each, and what has stopped already says so. */
export function Containment({ userId }: ContainmentProps) {
  const me = useSuspenseQuery(meQuery).data;
  const { data: user } = useQuery(userQuery(userId));
  const { data: sessions } = useQuery({ ...userSessionsQuery(userId), enabled: me.rights.includes("sessions:read") });
  const keys = useQuery({ ...memberKeysQuery(userId), enabled: me.rights.includes("keys:read") });
  const [issued, setIssued] = useState<Issued | null>(null);
  const live = keys.data?.items.filter(({ state }) => state !== "expired") ?? [];
  const name = user?.name ?? "This person";
  return (
    <>
      <RowList label="Containment">
        {me.rights.includes("sessions:revoke") && (
          <Act
            title="Sessions"
            done={sessions?.items.length === 0 ? "None is open" : null}
            press="End every session"
            run={async () => (await client.revokeUserSessions({ params: { id: userId } })).certificate}
            onCertificate={(certificate) => setIssued({ certificate, of: name })}
          >
            {sessions === undefined ? "" : `${sessions.items.length} open.`}
          </Act>
        )}
        {me.rights.includes("keys:revoke") && (
          <Act
            title="API keys"
            done={keys.isSuccess && live.length === 0 ? "None is live" : null}
            press="Revoke every key"
            run={async () => {
              const certificates = await Promise.all(live.map(({ id }) => client.revokeAccountKey({ params: { id } })));
              return certificates.at(-1) ?? null;
            }}
            onCertificate={(certificate) => setIssued({ certificate, of: `The last key of ${name}` })}
          >
            {`${live.length} live.`}
          </Act>
        )}
        {me.rights.includes("users:suspend") && userId !== me.user.id && (
          <Act
            title="Access"
            done={user?.suspended === true ? "Suspended" : null}
            press="Suspend"
            run={async () => (await client.suspendUser({ params: { id: userId } })).certificate}
            onCertificate={(certificate) => setIssued({ certificate, of: name })}
          >
            Keeps them out, and whoever has their password, until you let them in again.
          </Act>
        )}
      </RowList>
      <CertificateDialog issued={issued} onClose={() => setIssued(null)} />
    </>
  );
}

interface ActProps {
  readonly title: string;
  /** What to say where there is nothing to stop. */
  readonly done: string | null;
  readonly press: string;
  readonly run: () => Promise<Issued["certificate"] | null>;
  readonly onCertificate: (certificate: Issued["certificate"]) => void;
  readonly children: ReactNode;
}

function Act({ title, done, press, run, onCertificate, children }: ActProps) {
  const queryClient = useQueryClient();
  const act = useMutation({
    mutationFn: run,
    onSuccess: (certificate) => {
      if (certificate !== null) onCertificate(certificate);
      return queryClient.invalidateQueries();
    },
  });
  return (
    <ListedRow
      name={title}
      acts={
        done === null ? (
          <Button color="danger" loading={act.isPending} onClick={() => act.mutate()}>
            {press}
          </Button>
        ) : (
          <p className={classes.done}>
            <IconCheck size={18} aria-hidden="true" /> {done}
          </p>
        )
      }
    >
      {done === null && <RowNote>{children}</RowNote>}
      {act.isError && <Failure error={act.error} />}
    </ListedRow>
  );
}
