import type { UserView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { RowNote } from "../../design/row.tsx";
import { ListedRow, RowList } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Failure } from "../../design/states.tsx";
import type { Issued } from "../certificate/certificate-dialog.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import { OffboardDialog } from "./offboard-dialog.tsx";
import { offboardingQuery } from "./people-queries.ts";

export interface PersonAccessProps {
  readonly user: UserView;
  readonly onIssued: (issued: Issued) => void;
}

/** The three ways to part: for now, in good order, and at once. */
export function PersonAccess({ user, onIssued }: PersonAccessProps) {
  const { rights } = useSuspenseQuery(meQuery).data;
  const { data: offboarding } = useQuery(offboardingQuery(user.id));
  const [open, setOpen] = useState<"offboard" | "delete" | null>(null);
  const isLeaving = offboarding?.state === "running";
  const mayDelete = rights.includes("users:delete");
  if (!mayDelete && !rights.includes("users:suspend")) return null;
  return (
    <Section title="Access" note="Each of these ends their sessions everywhere before it answers.">
      {isLeaving ? (
        <p>They are leaving: see above. Cancel the offboarding to change anything here.</p>
      ) : (
        <RowList label="Ways to part">
          {rights.includes("users:suspend") && <Suspension user={user} onIssued={onIssued} />}
          {mayDelete && (
            <>
              <ListedRow
                name="Let them go"
                acts={<Button onClick={() => setOpen("offboard")}>Start the offboarding</Button>}
              >
                <RowNote>
                  Suspends them, ends their sessions and deletes their keys now; hands over and deletes the rest by
                  deadline.
                </RowNote>
              </ListedRow>
              <ListedRow
                name="Delete now"
                acts={
                  <Button color="danger" onClick={() => setOpen("delete")}>
                    Delete {user.name}
                  </Button>
                }
              >
                <RowNote>Erases them at once and for good. Proofs of the audit log stay valid.</RowNote>
              </ListedRow>
            </>
          )}
        </RowList>
      )}
      <OffboardDialog user={open === "offboard" ? user : null} onClose={() => setOpen(null)} onIssued={onIssued} />
      <DeleteDialog user={open === "delete" ? user : null} onClose={() => setOpen(null)} />
    </Section>
  );
}

function Suspension({ user, onIssued }: PersonAccessProps) {
  const queryClient = useQueryClient();
  const suspend = useMutation({
    mutationFn: () => client.suspendUser({ params: { id: user.id } }),
    onSuccess: ({ certificate }) => {
      onIssued({ certificate, of: user.name });
      return queryClient.invalidateQueries();
    },
  });
  const resume = useMutation({
    mutationFn: () => client.resumeUser({ params: { id: user.id } }),
    onSuccess: () => {
      notifications.show({ message: `${user.name} may sign in again.` });
      return queryClient.invalidateQueries();
    },
  });
  const error = suspend.error ?? resume.error;
  const failure = error !== null && <Failure error={error} />;
  return user.suspended ? (
    <ListedRow
      name="Suspended"
      acts={
        <Button loading={resume.isPending} onClick={() => resume.mutate()}>
          Let {user.name} in again
        </Button>
      }
    >
      <RowNote>They cannot sign in. Everything of theirs is as it was.</RowNote>
      {failure}
    </ListedRow>
  ) : (
    <ListedRow
      name="Suspend"
      acts={
        <Button color="danger" loading={suspend.isPending} onClick={() => suspend.mutate()}>
          Suspend {user.name}
        </Button>
      }
    >
      <RowNote>Keeps them out until you let them in again. Nothing of theirs is deleted.</RowNote>
      {failure}
    </ListedRow>
  );
}
