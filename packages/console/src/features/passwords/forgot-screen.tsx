import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { Page } from "../../design/page.tsx";
import { isMailAddress } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { CaptchaCheck } from "../captcha/captcha-check.tsx";
import { useCaptcha } from "../captcha/use-captcha.ts";
import { AccountField } from "../sign-in/account-field.tsx";
import { MailSent } from "../mail-links/mail-sent.tsx";

export function ForgotScreen() {
  const fields = useFields({ email: "", account: "" });
  const captcha = useCaptcha("forgot_password");
  const ask = useMutation({
    mutationFn: ({ email, account }: typeof fields.values) =>
      captcha.pass((part) => {
        const named = account.trim() === "" ? {} : { account: account.trim() };
        return publicClient.forgotPassword({ body: { email, ...named, ...part } });
      }),
  });

  if (ask.isSuccess) return <MailSent title="Look into your mail" address={ask.variables.email} ifKnown />;

  const submit = () => {
    if (!isMailAddress(fields.values.email)) return fields.setFaults({ email: "Type your e-mail address." });
    return ask.mutate(fields.values);
  };
  return (
    <Page title="Set a new password" lead="We send a link to your address. Opening it ends every session you have.">
      <Form onSubmit={submit} faults={fields.faults} error={ask.error}>
        <TextInput label="E-mail" type="email" autoComplete="username" {...fields.bind("email")} />
        <AccountField field={fields.bind("account")} />
        <CaptchaCheck captcha={captcha} error={ask.error} {...fields.values} />
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
