import type { SupportScope } from "@holdfast/contract";
import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { SideDrawer } from "../../design/side-drawer.tsx";
import { faultsIn } from "../../form/field-faults.ts";
import { ChoiceGroup } from "../../form/choice-group.tsx";
import { Form, SubmitOrLeave } from "../../form/form.tsx";
import { useChosen } from "../../form/use-chosen.ts";
import { useFields } from "../../form/use-fields.ts";
import { useIntention } from "../../form/use-intention.ts";
import { scopesWithin, scopeTitles } from "./support-words.ts";

export interface NewGrantDrawerProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function NewGrantDrawer({ opened, onClose }: NewGrantDrawerProps) {
  return (
    <SideDrawer opened={opened} title="Let support in" closing="Close without letting anybody in" onClose={onClose}>
      <NewGrantForm onClose={onClose} />
    </SideDrawer>
  );
}

const spans = [1, 2, 4, 8, 24].map((hours) => ({
  value: String(hours),
  label: hours === 1 ? "1 hour" : `${hours} hours`,
}));

function NewGrantForm({ onClose }: { readonly onClose: () => void }) {
  const { rights } = useSuspenseQuery(meQuery).data;
  const queryClient = useQueryClient();
  const keyOf = useIntention();
  const fields = useFields({ reason: "", hours: "4", scopes: "" });
  const { chosen: scopes, toggle } = useChosen<SupportScope>([]);
  const grant = useMutation({
    mutationFn: () => {
      const { reason, hours } = fields.values;
      const body = { scopes: [...scopes], hours: Number(hours), reason: reason.trim() };
      return client.grantSupport({ body, idempotencyKey: keyOf(body) });
    },
    onSuccess: () => {
      notifications.show({ message: "Support may look in. Tell them the number of the grant." });
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["support"] });
    },
    onError: (error) =>
      fields.setFaults(faultsIn(error, ["reason", "hours"], { ofCode: { "role.exceeds_own": "scopes" } })),
  });
  const submit = () => {
    if (scopes.length === 0) return fields.setFaults({ scopes: "Choose at least one." });
    if (fields.values.reason.trim().length < 3) return fields.setFaults({ reason: "Say what you need help with." });
    return grant.mutate();
  };
  const choose = (scope: SupportScope) => {
    toggle(scope);
    fields.set("scopes", "");
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={grant.error}>
      <ChoiceGroup legend="What they may read" fault={fields.faults.scopes}>
        {scopesWithin(rights).map((scope) => (
          <Checkbox
            key={scope}
            label={scopeTitles[scope]}
            checked={scopes.includes(scope)}
            onChange={() => choose(scope)}
          />
        ))}
      </ChoiceGroup>
      <NativeSelect
        label="For"
        description="It ends by itself, and you can end it before."
        data={spans}
        {...fields.bind("hours")}
      />
      <TextInput
        label="Why"
        description="One line. Support reads it, and it stands in the audit log."
        maxLength={300}
        autoComplete="off"
        {...fields.bind("reason")}
      />
      <SubmitOrLeave submit="Let them read" isPending={grant.isPending} onLeave={onClose} />
    </Form>
  );
}
