import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { Page } from "../../design/page.tsx";
import { Failure } from "../../design/states.tsx";
import { isMailAddress } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { dropFragmentToken, useFragmentToken } from "../mail-links/fragment-token.ts";
import { MailSent } from "../mail-links/mail-sent.tsx";
import { AccountField } from "./account-field.tsx";
import { PauseScreen } from "./pause-screen.tsx";
import { useSignInFlow } from "./use-sign-in-flow.ts";

/** Asks for a link to sign in, and is where that link leads. */
export function MagicLinkScreen() {
  const token = useFragmentToken();
  const flow = useSignInFlow(undefined);
  const redeem = useMutation({
    mutationFn: async (token: string) => {
      const answer = await publicClient.redeemMagicLink({ body: { token, transport: "cookie" } });
      dropFragmentToken();
      await flow.take(answer, { by: "magic_link" });
    },
  });

  if (flow.pause !== null) return <PauseScreen pause={flow.pause} flow={flow} />;
  if (token === null) return <AskForLink />;
  return (
    <Page title="Sign in" lead="One press, and you are in. The link works once, on any device that opens it.">
      {redeem.isError && <Failure error={redeem.error} />}
      <FormActions>
        <Button variant="filled" loading={redeem.isPending} onClick={() => redeem.mutate(token)}>
          Sign in
        </Button>
        <Link to="/sign-in">Sign in another way</Link>
      </FormActions>
    </Page>
  );
}

function AskForLink() {
  const fields = useFields({ email: "", account: "" });
  const ask = useMutation({
    mutationFn: ({ email, account }: typeof fields.values) =>
      publicClient.requestMagicLink({ body: { email, ...(account.trim() !== "" && { account: account.trim() }) } }),
  });

  if (ask.isSuccess) return <MailSent title="Look into your mail" address={ask.variables.email} ifKnown />;

  const submit = () => {
    if (!isMailAddress(fields.values.email)) return fields.setFaults({ email: "Type your e-mail address." });
    return ask.mutate(fields.values);
  };
  return (
    <Page
      title="Sign in by mail"
      lead="Where your account allows it, we send a link in place of the password. A second factor is still asked for."
    >
      <Form onSubmit={submit} faults={fields.faults} error={ask.error}>
        <TextInput label="E-mail" type="email" autoComplete="username" {...fields.bind("email")} />
        <AccountField field={fields.bind("account")} />
        <FormActions>
          <Button type="submit" variant="filled" loading={ask.isPending}>
            Send the link
          </Button>
          <Link to="/sign-in">Back to sign-in</Link>
        </FormActions>
      </Form>
    </Page>
  );
}
