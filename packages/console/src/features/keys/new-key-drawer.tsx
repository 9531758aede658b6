import { type KeyRight, keyRights, type KeySecret } from "@holdfast/contract";
import { Button, Checkbox, Drawer, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { meQuery, policyQuery } from "../../api/queries.ts";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { addressesIn, lifetimes } from "./key-words.ts";
import classes from "./new-key-drawer.module.css";

export interface NewKeyDrawerProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: (secret: KeySecret) => void;
}

export function NewKeyDrawer({ opened, onClose, onCreated }: NewKeyDrawerProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="min(32rem, 100vw)"
      title="New API key"
      closeButtonProps={{ "aria-label": "Close without creating" }}
    >
      {opened && <NewKeyForm onClose={onClose} onCreated={onCreated} />}
    </Drawer>
  );
}

function NewKeyForm({ onClose, onCreated }: Omit<NewKeyDrawerProps, "opened">) {
  const { rights } = useSuspenseQuery(meQuery).data;
  const { data: policy } = useQuery({ ...policyQuery, enabled: rights.includes("policy:read") });
  const queryClient = useQueryClient();
  const fields = useFields({ name: "", scopes: "", allowedAddresses: "", days: "30" });
  const [scopes, setScopes] = useState<readonly KeyRight[]>([]);
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
        },
      }),
    onSuccess: (secret) => {
      onClose();
      onCreated(secret);
      return queryClient.invalidateQueries({ queryKey: ["keys"] });
    },
    onError: (error) =>
      fields.setFaults(
        faultsIn(error, ["name", "allowedAddresses"], {
          ofCode: {
            "key.address_malformed": "allowedAddresses",
            "key.lives_too_long": "days",
            "key.scope_exceeds_own": "scopes",
          },
        }),
      ),
  });
  const submit = () => {
    if (fields.values.name.trim() === "") return fields.setFaults({ name: "Say what the key is for." });
    if (scopes.length === 0) return fields.setFaults({ scopes: "Choose at least one." });
    return create.mutate();
  };
  const toggle = (right: KeyRight) => {
    setScopes((held) => (held.includes(right) ? held.filter((other) => other !== right) : [...held, right]));
    fields.setFaults({});
  };
  const own = keyRights.filter((right) => rights.includes(right));
  return (
    <Form onSubmit={submit} faults={fields.faults} error={create.error}>
      <TextInput
        label="Name"
        description="Where it is used, so that you know it again."
        autoComplete="off"
        {...fields.bind("name")}
      />
      <fieldset className={classes.group} aria-invalid={fields.faults.scopes !== undefined} tabIndex={-1}>
        <legend className={classes.legend}>What it may do</legend>
        {own.map((right) => (
          <Checkbox key={right} label={right} checked={scopes.includes(right)} onChange={() => toggle(right)} />
        ))}
        {fields.faults.scopes !== undefined && <p className={classes.fault}>{fields.faults.scopes}</p>}
      </fieldset>
      <NativeSelect
        label="Ends after"
        description="Two weeks before, a week before and on the day before you get a mail."
        data={choices.map((choice) => ({ value: String(choice), label: choice === 1 ? "1 day" : `${choice} days` }))}
        {...fields.bind("days")}
        value={String(days)}
      />
      <Textarea
        label="Only from these addresses"
        description="Optional. One address or network in each line, such as 192.0.2.0/24."
        minRows={2}
        {...fields.bind("allowedAddresses")}
      />
      <FormActions>
        <Button type="submit" variant="filled" loading={create.isPending}>
          Create the key
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </Form>
  );
}
