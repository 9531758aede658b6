import type { KeyView } from "@holdfast/contract";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { SideDrawer } from "../../design/side-drawer.tsx";
import { faultsIn, hasFaults } from "../../form/field-faults.ts";
import { Form, SubmitOrLeave } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import {
  keyFieldFaults,
  keyFieldNames,
  keyFieldWords,
  KeyAddressesField,
  KeyNameField,
  KeyRateField,
} from "./key-fields.tsx";
import { addressesIn } from "./key-words.ts";

export interface ChangeKeyDrawerProps {
  readonly apiKey: KeyView | null;
  readonly onClose: () => void;
}

export function ChangeKeyDrawer({ apiKey, onClose }: ChangeKeyDrawerProps) {
  return (
    <SideDrawer
      opened={apiKey !== null}
      title={`Change ${apiKey?.name ?? ""}`}
      closing="Close without changing"
      onClose={onClose}
    >
      {apiKey !== null && <ChangeKeyForm apiKey={apiKey} onClose={onClose} />}
    </SideDrawer>
  );
}

function ChangeKeyForm({ apiKey, onClose }: ChangeKeyDrawerProps & { readonly apiKey: KeyView }) {
  const queryClient = useQueryClient();
  const fields = useFields({
    name: apiKey.name,
    allowedAddresses: apiKey.allowedAddresses?.join("\n") ?? "",
    requestsPerMinute: String(apiKey.requestsPerMinute),
  });
  const change = useMutation({
    mutationFn: ({ name, allowedAddresses, requestsPerMinute }: typeof fields.values) =>
      client.changeKey({
        params: { id: apiKey.id },
        body: {
          name: name.trim(),
          allowedAddresses: addressesIn(allowedAddresses),
          requestsPerMinute: Number(requestsPerMinute),
        },
      }),
    onSuccess: ({ name }) => {
      notifications.show({ message: `The key ${name} is changed, everywhere.` });
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["keys"] });
    },
    onError: (error) =>
      fields.setFaults(
        faultsIn(error, keyFieldNames, {
          ofCode: { "key.address_malformed": "allowedAddresses" },
          words: keyFieldWords,
        }),
      ),
  });
  const submit = () => {
    const faults = keyFieldFaults(fields.values);
    fields.setFaults(faults);
    if (!hasFaults(faults)) change.mutate(fields.values);
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={change.error}>
      <KeyNameField bind={fields.bind} />
      <KeyAddressesField bind={fields.bind} />
      <KeyRateField bind={fields.bind} />
      <p>What it may do and when it ends stay as they are: for that, make another key.</p>
      <SubmitOrLeave submit="Save the changes" isPending={change.isPending} onLeave={onClose} />
    </Form>
  );
}
