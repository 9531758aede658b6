import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { dropFragmentToken, useFragmentToken } from "../mail-links/fragment-token.ts";
import { Page } from "../../design/page.tsx";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { CertificateCard } from "../certificate/certificate-card.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { tellPasswordAt } from "./password-problems.ts";

/** Which account the link belongs to is not known here; the least that any policy asks is. */
const rules = { minLength: 8, advisedLength: 15 };

export function ResetScreen() {
  const token = useFragmentToken();
  const fields = useFields({ password: "" });
  const reset = useMutation({
    mutationFn: (body: { readonly token: string; readonly password: string }) => publicClient.resetPassword({ body }),
    onSuccess: dropFragmentToken,
    onError: (error) => fields.setFaults(faultsIn(error, ["password"], { ofCode: tellPasswordAt("password") })),
  });

  if (reset.isSuccess) return <PasswordSet {...reset.data} />;
  if (token === null) {
    return (
      <Page title="Set a new password" lead="Open this screen with the link in the mail that we sent you.">
        <p>
          <Link to="/forgot">Ask for a new link</Link>
        </p>
      </Page>
    );
  }
  const submit = () => {
    if (fields.values.password === "") return fields.setFaults({ password: "Type a new password." });
    return reset.mutate({ token, password: fields.values.password });
  };
  return (
    <Page title="Set a new password" lead="It takes effect at once and ends every session you have.">
      <Form onSubmit={submit} faults={fields.faults} error={reset.error}>
        <NewPasswordField label="New password" field={fields.bind("password")} rules={rules} own={[]} />
        <FormActions>
          <Button type="submit" variant="filled" loading={reset.isPending}>
            Set the password
          </Button>
        </FormActions>
      </Form>
    </Page>
  );
}

type ResetAnswer = Awaited<ReturnType<typeof publicClient.resetPassword>>;

function PasswordSet({ sessionsEnded, certificate }: ResetAnswer) {
  const ended = sessionsEnded === 1 ? "1 session has ended" : `${sessionsEnded} sessions have ended`;
  return (
    <Page title="Your password is set" lead={`${ended} with it.`}>
      <CertificateCard certificate={certificate} of="Your user" />
      <p>
        <Button variant="filled" component={Link} to="/sign-in">
          Sign in
        </Button>
      </p>
    </Page>
  );
}
