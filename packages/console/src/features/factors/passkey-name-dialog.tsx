import type { PasskeyView } from "@holdfast/contract";
import { Modal, TextInput } from "@mantine/core";

import { faultsIn } from "../../form/field-faults.ts";
import { Form, SubmitOrLeave } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { useRenamePasskey } from "./use-manage.ts";

export interface PasskeyNameDialogProps {
  readonly passkey: PasskeyView | null;
  readonly onClose: () => void;
}

export const PasskeyNameDialog = ({ passkey, onClose }: PasskeyNameDialogProps) => (
  <Modal
    opened={passkey !== null}
    onClose={onClose}
    title="Name of the passkey"
    closeButtonProps={{ "aria-label": "Close" }}
  >
    {passkey !== null && <NameForm passkey={passkey} onClose={onClose} />}
  </Modal>
);

const words = { name: "A name without line breaks, of at most 120 characters." };

function NameForm({ passkey: { id, name }, onClose }: { readonly passkey: PasskeyView; readonly onClose: () => void }) {
  const fields = useFields({ name });
  const rename = useRenamePasskey(onClose, (error) => fields.setFaults(faultsIn(error, ["name"], { words })));
  const submit = () => {
    const wanted = fields.values.name.trim();
    if (wanted === "") return fields.setFaults({ name: "Give it a name." });
    return rename.mutate({ id, name: wanted });
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={rename.error}>
      <TextInput label="Name" description="So that you know it again." data-autofocus {...fields.bind("name")} />
      <SubmitOrLeave submit="Save the name" isPending={rename.isPending} onLeave={onClose} />
    </Form>
  );
}
