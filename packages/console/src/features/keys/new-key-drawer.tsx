import { type KeyRight, keyRights, type KeySecret } from "@holdfast/contract";
import { Checkbox, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { meQuery, policyQuery } from "../../api/queries.ts";
import { SideDrawer } from "../../design/side-drawer.tsx";
import { type Faults, faultsIn, hasFaults } from "../../form/field-faults.ts";
import { ChoiceGroup } from "../../form/choice-group.tsx";
import { Form, SubmitOrLeave } from "../../form/form.tsx";
import { useChosen } from "../../form/use-chosen.ts";
import { useFields } from "../../form/use-fields.ts";
import {
  type KeyFieldName,
  keyFieldFaults,
  keyFieldNames,
  keyFieldWords,
  KeyAddressesField,
  KeyNameField,
  KeyRateField,
} from "./key-fields.tsx";
import { addressesIn, lifetimes } from "./key-words.ts";

export interface NewKeyDrawerProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: (secret: KeySecret) => void;
}

export function NewKeyDrawer({ opened, onClose, onCreated }: NewKeyDrawerProps) {
  return (
    <SideDrawer opened={opened} title="New API key" closing="Close without creating" onClose={onClose}>
      <NewKeyForm onClose={onClose} onCreated={onCreated} />
    </SideDrawer>
  );
}

type FieldName = KeyFieldName | "scopes" | "days";

function NewKeyForm({ onClose, onCreated }: Omit<NewKeyDrawerProps, "opened">) {
  const { rights } = useSuspenseQuery(meQuery).data;
  const { data: policy } = useQuery({ ...policyQuery, enabled: rights.includes("policy:read") });
  const queryClient = useQueryClient();
  const fields = useFields<FieldName>({
    name: "",
    scopes: "",
    allowedAddresses: "",
    requestsPerMinute: "600",
    days: "30",
  });
  const { chosen: scopes, toggle } = useChosen<KeyRight>([]);
  const choices = lifetimes(policy?.settings.apiKeyMaxDays ?? 90);
  const days = choices.includes(Number(fields.values.days)) ? Number(fields.values.days) : (choices.at(-1) ?? 1);
  const create = useMutation({
    mutationFn: () =>
      client.createKey({
        body: {
          name: fields.values.name.trim(),
          scopes: [...scopes],
          expiresInDays: days,
          allowedAddresses: addressesIn(fields.values.allowedAddresses),
          requestsPerMinute: Number(fields.values.requestsPerMinute),
        },
      }),
    onSuccess: (secret) => {
      onClose();
      onCreated(secret);
      return queryClient.invalidateQueries({ queryKey: ["keys"] });
    },
    onError: (error) =>
      fields.setFaults(
        faultsIn<FieldName>(error, keyFieldNames, {
          words: keyFieldWords,
          ofCode: {
            "key.address_malformed": "allowedAddresses",
            "key.lives_too_long": "days",
            "key.scope_exceeds_own": "scopes",
          },
        }),
      ),
  });
  const submit = () => {
    const faults: Faults<FieldName> = {
      ...keyFieldFaults(fields.values),
      ...(scopes.length === 0 && { scopes: "Choose at least one." }),
    };
    fields.setFaults(faults);
    if (!hasFaults(faults)) create.mutate();
  };
  const choose = (right: KeyRight) => {
    toggle(right);
    fields.set("scopes", "");
  };
  const own = keyRights.filter((right) => rights.includes(right));
  return (
    <Form onSubmit={submit} faults={fields.faults} error={create.error}>
      <KeyNameField bind={fields.bind} />
      <ChoiceGroup legend="What it may do" fault={fields.faults.scopes}>
        {own.map((right) => (
          <Checkbox key={right} label={right} checked={scopes.includes(right)} onChange={() => choose(right)} />
        ))}
      </ChoiceGroup>
      <NativeSelect
        label="Ends after"
        description="Two weeks before, a week before and on the day before you get a mail."
        data={choices.map((choice) => ({ value: String(choice), label: choice === 1 ? "1 day" : `${choice} days` }))}
        {...fields.bind("days")}
        value={String(days)}
      />
      <KeyAddressesField bind={fields.bind} />
      <KeyRateField bind={fields.bind} />
      <SubmitOrLeave submit="Create the key" isPending={create.isPending} onLeave={onClose} />
    </Form>
  );
}
