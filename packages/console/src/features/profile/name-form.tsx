import { Button, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";

const words = { name: "A name without line breaks, of at most 120 characters." };

export function NameForm({ name }: { readonly name: string }) {
  const queryClient = useQueryClient();
  const fields = useFields({ name });
  const save = useMutation({
    mutationFn: (name: string) => client.updateMe({ body: { name } }),
    onSuccess: () => {
      notifications.show({ message: "Your name is saved." });
      return queryClient.invalidateQueries();
    },
    onError: (error) => fields.setFaults(faultsIn(error, ["name"], { words })),
  });
  const submit = () => {
    const wanted = fields.values.name.trim();
    if (wanted === "") return fields.setFaults({ name: "Type your name." });
    return save.mutate(wanted);
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={save.error}>
      <TextInput label="Your name" autoComplete="name" {...fields.bind("name")} />
      <FormActions>
        <Button type="submit" variant="filled" loading={save.isPending}>
          Save the name
        </Button>
      </FormActions>
    </Form>
  );
}
