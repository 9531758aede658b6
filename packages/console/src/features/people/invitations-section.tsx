import type { InvitationView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { Moment } from "../../design/moment.tsx";
import { PagesView } from "../../design/pages-view.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Empty, Failure } from "../../design/states.tsx";
import { Tag } from "../../design/tag.tsx";
import { invitationsQuery } from "./people-queries.ts";
import { PersonName } from "../names/person-name.tsx";
import { useNames } from "../names/use-names.ts";

/** Who was asked to join and has not answered. */
export function InvitationsSection() {
  const invitations = useInfiniteQuery(invitationsQuery);
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
      <PagesView query={invitations} what="invitations">
        {(items) =>
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
      </PagesView>
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
  return (
    <Row
      name={
        <>
          {name ?? email} {expired && <Tag tone="warn">expired</Tag>}
        </>
      }
      acts={
        <>
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
        </>
      }
    >
      {name !== null && <p>{email}</p>}
      <RowNote>
        As {names.ofRole(role)}, invited by <PersonName id={invitedBy} />, {expired ? "ended" : "ends"}{" "}
        <Moment time={expiresAt} />
      </RowNote>
    </Row>
  );
}
