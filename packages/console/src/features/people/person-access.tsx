import type { UserView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { Section } from "../../design/section.tsx";
import { Failure } from "../../design/states.tsx";
import type { Issued } from "../certificate/certificate-dialog.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import { OffboardDialog } from "./offboard-dialog.tsx";
import { offboardingsQuery } from "./people-queries.ts";
import classes from "./person-access.module.css";

export interface PersonAccessProps {
  readonly user: UserView;
  readonly onIssued: (issued: Issued) => void;
}

/** The three ways to part: for now, in good order, and at once. */
export function PersonAccess({ user, onIssued }: PersonAccessProps) {
  const { rights } = useSuspenseQuery(meQuery).data;
  const { data: offboardings } = useQuery(offboardingsQuery);
  const [open, setOpen] = useState<"offboard" | "delete" | null>(null);
  const isLeaving = offboardings?.items.some((one) => one.user === user.id && one.state === "running") ?? false;
  const mayDelete = rights.includes("users:delete");
  if (!mayDelete && !rights.includes("users:suspend")) return null;
  return (
    <Section title="Access" note="Each of these ends their sessions everywhere before it answers.">
      {rights.includes("users:suspend") && !isLeaving && <SuspensionAct user={user} onIssued={onIssued} />}
      {mayDelete && !isLeaving && (
        <>
          <Act
            title="Let them go"
            text="Suspends them, ends their sessions and deletes their keys now; hands over and deletes the rest by deadline."
          >
            <Button onClick={() => setOpen("offboard")}>Start the offboarding</Button>
          </Act>
          <Act title="Delete now" text="Erases them at once and for good. Proofs of the audit log stay valid.">
            <Button color="danger" onClick={() => setOpen("delete")}>
              Delete {user.name}
            </Button>
          </Act>
        </>
      )}
      {isLeaving && <p>They are leaving: see above. Cancel the offboarding to change anything here.</p>}
      <OffboardDialog user={open === "offboard" ? user : null} onClose={() => setOpen(null)} onIssued={onIssued} />
      <DeleteDialog user={open === "delete" ? user : null} onClose={() => setOpen(null)} />
    </Section>
  );
}

interface ActProps {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

const Act = ({ title, text, children }: ActProps) => (
  <div className={classes.act}>
    <div>
      <h3 className={classes.title}>{title}</h3>
      <p className={classes.text}>{text}</p>
    </div>
    {children}
  </div>
);

function SuspensionAct({ user, onIssued }: PersonAccessProps) {
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
  return (
    <>
      {error !== null && <Failure error={error} />}
      {user.suspended ? (
        <Act title="Suspended" text="They cannot sign in. Everything of theirs is as it was.">
          <Button loading={resume.isPending} onClick={() => resume.mutate()}>
            Let {user.name} in again
          </Button>
        </Act>
      ) : (
        <Act title="Suspend" text="Keeps them out until you let them in again. Nothing of theirs is deleted.">
          <Button color="danger" loading={suspend.isPending} onClick={() => suspend.mutate()}>
            Suspend {user.name}
          </Button>
        </Act>
      )}
    </>
  );
}
