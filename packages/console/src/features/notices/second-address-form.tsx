import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { faultsIn, isMailAddress } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";

const told = {
  ofCode: { "notification_address.exists": "email" },
  words: { email: "The server does not take this for an e-mail address." },
} as const;

export function SecondAddressForm() {
  const queryClient = useQueryClient();
  const fields = useFields({ email: "" });
  const add = useMutation({
    mutationFn: (email: string) => client.requestNotificationAddress({ body: { email } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["notification-addresses"] }),
    onError: (error) => fields.setFaults(faultsIn(error, ["email"], told)),
  });
  const submit = () => {
    const wanted = fields.values.email.trim();
    if (!isMailAddress(wanted)) return fields.setFaults({ email: "Type the address." });
    return add.mutate(wanted);
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={add.error}>
      <TextInput label="Second address" type="email" autoComplete="email" {...fields.bind("email")} />
      <FormActions>
        <Button type="submit" loading={add.isPending}>
          Add the address
        </Button>
      </FormActions>
    </Form>
  );
}
