import { Button, Modal } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDeviceMobile } from "@tabler/icons-react";
import { useState } from "react";

import { ExactTime } from "../../design/moment.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Empty, Failure } from "../../design/states.tsx";
import { Tag } from "../../design/tag.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { TotpSetUp } from "./totp-set-up.tsx";
import { useRemoveTotp } from "./use-manage.ts";
import { type BegunTotp, useBeginTotp } from "./use-set-up.ts";

interface Totp {
  readonly confirmedAt: string;
  readonly disabled: boolean;
}

export function TotpSection({ totp }: { readonly totp: Totp | null }) {
  const [begun, setBegun] = useState<BegunTotp | null>(null);
  const [isRemoving, setRemoving] = useState(false);
  const begin = useBeginTotp(setBegun);
  const remove = useRemoveTotp(() => setRemoving(false));
  const confirmed = () => {
    setBegun(null);
    notifications.show({ message: "The authenticator app is set up." });
  };
  return (
    <Section
      title="Authenticator app"
      note="Six digits that your phone makes, without a network."
      actions={
        <Button loading={begin.isPending} onClick={() => begin.mutate()}>
          {totp === null ? "Set up an app" : "Set up another app"}
        </Button>
      }
    >
      {begin.isError && <Failure error={begin.error} />}
      {totp === null ? (
        <Empty title="No app yet">Good to have beside a passkey, and where passkeys do not work.</Empty>
      ) : (
        <Rows items={[totp]} keyOf={({ confirmedAt }) => confirmedAt} label="Your authenticator app">
          {(app) => <AppRow app={app} onRemove={() => setRemoving(true)} />}
        </Rows>
      )}
      <Modal
        opened={begun !== null}
        onClose={() => setBegun(null)}
        title="Set up your authenticator app"
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {begun !== null && (
          <TotpSetUp
            begun={begun}
            onConfirmed={confirmed}
            actions={<Button onClick={() => setBegun(null)}>Cancel</Button>}
          />
        )}
      </Modal>
      <ConfirmDialog
        opened={isRemoving}
        title="Remove the authenticator app?"
        act="Remove the app"
        mutation={remove}
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        Its codes open nothing any more. Delete its entry in the app as well.
      </ConfirmDialog>
    </Section>
  );
}

const AppRow = ({ app, onRemove }: { readonly app: Totp; readonly onRemove: () => void }) => (
  <Row
    icon={<IconDeviceMobile size={22} stroke={1.5} aria-hidden="true" />}
    name={
      <>
        Authenticator app{" "}
        {app.disabled ? <Tag tone="danger">blocked after wrong codes</Tag> : <Tag tone="good">in use</Tag>}
      </>
    }
    acts={
      <Button size="xs" color="danger" onClick={onRemove} aria-label="Remove the authenticator app">
        Remove
      </Button>
    }
  >
    <RowNote>
      Set up on <ExactTime time={app.confirmedAt} />
    </RowNote>
  </Row>
);
