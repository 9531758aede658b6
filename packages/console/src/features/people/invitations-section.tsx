import type { InvitationView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { Moment } from "../../design/moment.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Empty, Failure } from "../../design/states.tsx";
import { Tag } from "../../design/tag.tsx";
import { invitationsQuery } from "./people-queries.ts";
import { useNames } from "./use-names.ts";
import classes from "./invitations-section.module.css";

/** Who was asked to join and has not answered. */
export function InvitationsSection() {
  const invitations = useQuery(invitationsQuery);
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["invitations"] });
  const resend = useMutation({
    mutationFn: ({ id }: InvitationView) => client.resendInvitation({ params: { id } }),
    onSuccess: ({ email }) => {
      notifications.show({ message: `A new link is on its way to ${email}; the one before has stopped working.` });
      return refresh();
    },
  });
  const revoke = useMutation({
    mutationFn: ({ id }: InvitationView) => client.revokeInvitation({ params: { id } }),
    onSuccess: (_, { email }) => {
      notifications.show({ message: `The invitation of ${email} is withdrawn.` });
      return refresh();
    },
  });
  const error = resend.error ?? revoke.error;
  return (
    <Section title="Invitations" note="Asked to join, not here yet.">
      {error !== null && <Failure error={error} />}
      <QueryView query={invitations} what="the invitations">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nobody is invited" />
          ) : (
            <Rows items={items} keyOf={({ id }) => id} label="Invitations">
              {(invitation) => (
                <InvitationRow
                  invitation={invitation}
                  isBusy={
                    (resend.isPending && resend.variables.id === invitation.id) ||
                    (revoke.isPending && revoke.variables.id === invitation.id)
                  }
                  onResend={() => resend.mutate(invitation)}
                  onRevoke={() => revoke.mutate(invitation)}
                />
              )}
            </Rows>
          )
        }
      </QueryView>
    </Section>
  );
}

interface InvitationRowProps {
  readonly invitation: InvitationView;
  readonly isBusy: boolean;
  readonly onResend: () => void;
  readonly onRevoke: () => void;
}

function InvitationRow({ invitation, isBusy, onResend, onRevoke }: InvitationRowProps) {
  const { email, name, role, invitedBy, expiresAt, expired } = invitation;
  const names = useNames();
  const sender = names.ofUser(invitedBy);
  return (
    <div className={classes.row}>
      <div className={classes.who}>
        <p className={classes.name}>
          {name ?? email} {expired && <Tag tone="warn">expired</Tag>}
        </p>
        {name !== null && <p className={classes.soft}>{email}</p>}
      </div>
      <div>
        <p>{names.ofRole(role)}</p>
        <p className={classes.soft}>
          {sender !== null && `by ${sender}, `}
          {expired ? "ended " : "until "}
          <Moment time={expiresAt} />
        </p>
      </div>
      <div className={classes.acts}>
        <Button size="xs" disabled={isBusy} onClick={onResend} aria-label={`Send the invitation of ${email} again`}>
          Send again
        </Button>
        <Button
          size="xs"
          color="danger"
          disabled={isBusy}
          onClick={onRevoke}
          aria-label={`Withdraw the invitation of ${email}`}
        >
          Withdraw
        </Button>
      </div>
    </div>
  );
}
