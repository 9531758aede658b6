import type { CaptchaAction } from "@holdfast/contract";
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Page } from "../../design/page.tsx";
import { isMailAddress } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { CaptchaCheck } from "../captcha/captcha-check.tsx";
import { type CaptchaPart, useCaptcha } from "../captcha/use-captcha.ts";
import { AccountField } from "./account-field.tsx";
import { MailSent } from "../mail-links/mail-sent.tsx";

export interface AskForMailProps {
  readonly title: string;
  readonly lead: string;
  readonly action: CaptchaAction;
  readonly ask: (body: { email: string; account?: string } & CaptchaPart) => Promise<unknown>;
}

/** Asks for a link by mail. Who has no account gets the same answer, and no mail. */
export function AskForMail({ title, lead, action, ask }: AskForMailProps) {
  const fields = useFields({ email: "", account: "" });
  const captcha = useCaptcha(action);
  const request = useMutation({
    mutationFn: ({ email, account }: typeof fields.values) => {
      const named = account.trim() === "" ? {} : { account: account.trim() };
      return captcha.pass((part) => ask({ email, ...named, ...part }));
    },
  });

  if (request.isSuccess) return <MailSent title="Look into your mail" address={request.variables.email} ifKnown />;

  const submit = () => {
    if (!isMailAddress(fields.values.email)) return fields.setFaults({ email: "Type your e-mail address." });
    return request.mutate(fields.values);
  };
  return (
    <Page title={title} lead={lead}>
      <Form onSubmit={submit} faults={fields.faults} error={request.error}>
        <TextInput label="E-mail" type="email" autoComplete="username" {...fields.bind("email")} />
        <AccountField field={fields.bind("account")} />
        <CaptchaCheck captcha={captcha} error={request.error} {...fields.values} />
        <FormActions>
          <Button type="submit" variant="filled" loading={request.isPending}>
            Send the link
          </Button>
          <Link to="/sign-in">Back to sign-in</Link>
        </FormActions>
      </Form>
    </Page>
  );
}
