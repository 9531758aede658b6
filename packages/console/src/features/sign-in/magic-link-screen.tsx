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
import { MailSent } from "../mail-links/mail-sent.tsx";
import { AccountField } from "./account-field.tsx";
import { LinkSignIn } from "./link-sign-in.tsx";

/** Asks for a link to sign in, and is where that link leads. */
export const MagicLinkScreen = () => (
  <LinkSignIn
    title="Sign in"
    lead="One press, and you are in. The link works once, on any device that opens it."
    redeem={(token) => publicClient.redeemMagicLink({ body: { token, transport: "cookie" } })}
    without={<AskForLink />}
  />
);

function AskForLink() {
  const fields = useFields({ email: "", account: "" });
  const captcha = useCaptcha("magic_link");
  const ask = useMutation({
    mutationFn: ({ email, account }: typeof fields.values) =>
      captcha.pass((part) => {
        const named = account.trim() === "" ? {} : { account: account.trim() };
        return publicClient.requestMagicLink({ body: { email, ...named, ...part } });
      }),
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
