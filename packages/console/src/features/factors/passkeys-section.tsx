import type { PasskeyView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";

import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Empty, Failure } from "../../design/states.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { PasskeyNameDialog } from "./passkey-name-dialog.tsx";
import { PasskeyRow } from "./passkey-row.tsx";
import { useRemovePasskey } from "./use-manage.ts";
import { useAddPasskey } from "./use-set-up.ts";

export function PasskeysSection({ passkeys }: { readonly passkeys: readonly PasskeyView[] }) {
  const [naming, setNaming] = useState<PasskeyView | null>(null);
  const [removing, setRemoving] = useState<PasskeyView | null>(null);
  const add = useAddPasskey(({ name }) => notifications.show({ message: `The passkey “${name}” is ready.` }));
  const remove = useRemovePasskey(() => setRemoving(null));
  return (
    <Section
      title="Passkeys"
      note="Each is bound to this address and cannot be phished. Every address of yours hears of a new one."
      actions={
        <Button variant="filled" loading={add.isPending} onClick={() => add.mutate()}>
          Add a passkey
        </Button>
      }
    >
      {add.isError && <Failure error={add.error} />}
      {passkeys.length === 0 ? (
        <Empty title="No passkey yet">Your fingerprint, face or PIN, or a security key, in place of a code.</Empty>
      ) : (
        <Rows items={passkeys} keyOf={({ id }) => id} label="Your passkeys">
          {(passkey) => (
            <PasskeyRow passkey={passkey} onName={() => setNaming(passkey)} onRemove={() => setRemoving(passkey)} />
          )}
        </Rows>
      )}
      <PasskeyNameDialog passkey={naming} onClose={() => setNaming(null)} />
      <ConfirmDialog
        opened={removing !== null}
        title={`Remove “${removing?.name ?? ""}”?`}
        act="Remove the passkey"
        mutation={remove}
        onConfirm={() => removing !== null && remove.mutate(removing)}
        onClose={() => setRemoving(null)}
      >
        It opens nothing any more, at once. Your device may still show it until it hears of that.
      </ConfirmDialog>
    </Section>
  );
}
