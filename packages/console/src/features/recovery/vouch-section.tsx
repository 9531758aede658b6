import type { UserView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { ExactTime } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import { Section } from "../../design/section.tsx";
import { ConfirmDialog } from "../factors/confirm-dialog.tsx";

/** For an administrator: stands in for the mailbox of a member who lost every second factor. */
export function VouchSection({ user }: { readonly user: UserView }) {
  const [isOpen, setOpen] = useState(false);
  const vouch = useMutation({
    mutationFn: () => client.approveRecovery({ params: { id: user.id } }),
    onSuccess: () => setOpen(false),
  });
  return (
    <Section
      title="Recovery"
      layout="beside"
      note="For who lost every second factor and cannot use the link in the mail."
    >
      {vouch.isSuccess ? (
        <Notice tone="good" title="The recovery is waiting" live>
          {user.name} can finish it with their password from <ExactTime time={vouch.data.readyAt} /> on.
        </Notice>
      ) : (
        <Button onClick={() => setOpen(true)}>Vouch for {user.name}</Button>
      )}
      <ConfirmDialog
        opened={isOpen}
        title={`Vouch for ${user.name}?`}
        act="I know that it is them"
        mutation={vouch}
        onConfirm={() => vouch.mutate()}
        onClose={() => setOpen(false)}
      >
        Only if you have seen or called them, at a number that you knew before. The account&apos;s wait begins, every
        address of theirs is told and can stop it, and they finish it with their password. It stands in the audit log
        with your name.
      </ConfirmDialog>
    </Section>
  );
}
