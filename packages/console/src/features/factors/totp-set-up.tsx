import { Button } from "@mantine/core";
import type { ReactNode } from "react";

import { isProblem } from "../../api/problem-text.ts";
import { Ident } from "../../design/ident.tsx";
import { Stack } from "../../design/stack.tsx";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { CodeField } from "./proof-field.tsx";
import { fieldWords } from "./proof-words.ts";
import { QrCode } from "./qr-code.tsx";
import classes from "./totp-set-up.module.css";
import { type BegunTotp, useConfirmTotp } from "./use-set-up.ts";

export interface TotpSetUpProps {
  readonly begun: BegunTotp;
  readonly onConfirmed: () => void;
  readonly actions?: ReactNode;
}

/** Shows the secret to an authenticator app, and asks for a code of it before it counts. */
export function TotpSetUp({ begun, onConfirmed, actions }: TotpSetUpProps) {
  const fields = useFields({ code: "" });
  const confirm = useConfirmTotp(onConfirmed);
  const isWrong = isProblem(confirm.error, "factor.wrong");
  const submit = () => {
    const code = fields.values.code.replaceAll(/\s/g, "");
    if (!/^\d{6}$/.test(code)) return fields.setFaults({ code: fieldWords.totp.missing });
    return confirm.mutate(code, {
      onError: (error) => {
        if (isProblem(error, "factor.wrong")) fields.setFaults({ code: fieldWords.totp.wrong });
      },
    });
  };
  return (
    <Stack gap="large">
      <div className={classes.secret}>
        <QrCode value={begun.uri} label="QR code for your authenticator app" />
        <div className={classes.words}>
          <p>Scan this with your authenticator app.</p>
          <p className={classes.hint}>No camera at hand? Type this key into the app:</p>
          <Ident value={begun.secret.replaceAll(/(.{4})(?=.)/g, "$1 ")} what="the key" />
        </div>
      </div>
      <Form onSubmit={submit} faults={fields.faults} error={isWrong ? null : confirm.error}>
        <CodeField label="Code that the app shows now" field={fields.bind("code")} />
        <FormActions>
          <Button type="submit" variant="filled" loading={confirm.isPending}>
            Confirm the app
          </Button>
          {actions}
        </FormActions>
      </Form>
    </Stack>
  );
}
