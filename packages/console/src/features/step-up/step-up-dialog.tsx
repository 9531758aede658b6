import { Button, Modal, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { isProblem } from "../../api/problem-text.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { provePassword } from "./prove-password.ts";
import { followProof, pendingProof, type ProofRequest } from "../../api/proof-request.ts";

/** Asks for the password in place when an act needs a recent proof of identity. */
export function StepUpDialog() {
  const request = useSyncExternalStore(followProof, pendingProof);
  const decline = () => request?.settle(false);
  return (
    <Modal
      opened={request !== null}
      onClose={decline}
      title="Is it you?"
      zIndex={300}
      closeButtonProps={{ "aria-label": "Cancel" }}
    >
      {request !== null && <ProofForm request={request} />}
    </Modal>
  );
}

function ProofForm({ request }: { readonly request: ProofRequest }) {
  const queryClient = useQueryClient();
  const fields = useFields({ password: "" });
  const prove = useMutation({
    mutationFn: provePassword,
    onSuccess: () => {
      request.settle(true);
      return queryClient.invalidateQueries({ queryKey: ["sessions"] });
    },
    onError: (error) => {
      if (isProblem(error, "auth.failed")) fields.setFaults({ password: "That is not your password." });
    },
  });
  const submit = () => {
    if (fields.values.password === "") return fields.setFaults({ password: "Type your password." });
    return prove.mutate(fields.values.password);
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={prove.error}>
      <p>What you are about to do asks for a proof from the last ten minutes. It then goes on by itself.</p>
      <PasswordInput
        label="Your password"
        autoComplete="current-password"
        data-autofocus
        {...fields.bind("password")}
      />
      <FormActions>
        <Button type="submit" variant="filled" loading={prove.isPending}>
          Go on
        </Button>
        <Button onClick={() => request.settle(false)}>Cancel</Button>
      </FormActions>
    </Form>
  );
}
