import { Button, TextInput } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { ExactTime, Moment } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Section } from "../../design/section.tsx";
import { Failure } from "../../design/states.tsx";
import { Stack } from "../../design/stack.tsx";
import { faultsIn, isMailAddress } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";

const emailChangeQuery = queryOptions({
  queryKey: ["email-change"],
  queryFn: ({ signal }) => client.readEmailChange({ signal }),
});

/** The address that one signs in with, and the change of it that waits to be confirmed. */
export function EmailSection({ email }: { readonly email: string }) {
  const change = useQuery(emailChangeQuery);
  return (
    <Section
      title="E-mail"
      layout="beside"
      note="The old address is told at once, and can undo the change for seven days."
    >
      <QueryView query={change} what="your address">
        {({ pending }) => (pending === null ? <ChangeForm email={email} /> : <Pending change={pending} />)}
      </QueryView>
    </Section>
  );
}

const words = { email: "The server does not take this for an e-mail address." };

function ChangeForm({ email }: { readonly email: string }) {
  const queryClient = useQueryClient();
  const fields = useFields({ email: "" });
  const ask = useMutation({
    mutationFn: (email: string) => client.changeEmail({ body: { email } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["email-change"] }),
    onError: (error) => fields.setFaults(faultsIn(error, ["email"], { words })),
  });
  const submit = () => {
    const wanted = fields.values.email.trim();
    if (!isMailAddress(wanted)) return fields.setFaults({ email: "Type the new address." });
    if (wanted.toLowerCase() === email.toLowerCase()) return fields.setFaults({ email: "That is your address now." });
    return ask.mutate(wanted);
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={ask.error}>
      <TextInput label="New e-mail" type="email" autoComplete="email" {...fields.bind("email")} />
      <FormActions>
        <Button type="submit" loading={ask.isPending}>
          Change the address
        </Button>
      </FormActions>
    </Form>
  );
}

interface PendingChange {
  readonly email: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
}

function Pending({ change }: { readonly change: PendingChange }) {
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => client.cancelEmailChange(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["email-change"] }),
  });
  return (
    <Stack align="start">
      <Notice tone="info" title={`Waiting for ${change.email}`} live>
        Asked for <Moment time={change.requestedAt} />. Open the link that was mailed there before{" "}
        <ExactTime time={change.expiresAt} />. Until then your address stays as it is.
      </Notice>
      {cancel.isError && <Failure error={cancel.error} />}
      <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
        Keep the old address
      </Button>
    </Stack>
  );
}
