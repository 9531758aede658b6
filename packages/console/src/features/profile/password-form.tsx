import { type AccountView, presets, type UserView } from "@holdfast/contract";
import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { policyQuery } from "../../api/queries.ts";
import { Notice } from "../../design/notice.tsx";
import { type Faults, type FieldOfCode, faultsIn, hasFaults } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { CertificateDialog, type Issued } from "../certificate/certificate-dialog.tsx";
import { NewPasswordField } from "../passwords/new-password-field.tsx";
import { tellPasswordAt } from "../passwords/password-problems.ts";

type Name = "currentPassword" | "newPassword";
const empty = { currentPassword: "", newPassword: "" };
const ofCode: FieldOfCode<Name> = { "password.wrong": "currentPassword", ...tellPasswordAt<Name>("newPassword") };

export interface PasswordFormProps {
  readonly user: UserView;
  readonly account: AccountView;
  /** Who may not read the policy is told the usual one; the server holds to the real one. */
  readonly mayReadPolicy: boolean;
}

export function PasswordForm({ user, account, mayReadPolicy }: PasswordFormProps) {
  const { data: policy } = useQuery({ ...policyQuery, enabled: mayReadPolicy });
  const { passwordMinLength, passwordAdvisedLength } = policy?.settings ?? presets.standard;
  const fields = useFields<Name>(empty);
  const [issued, setIssued] = useState<Issued | null>(null);
  const change = useChangePassword(fields.setFaults, (issued) => {
    setIssued(issued);
    for (const name of ["currentPassword", "newPassword"] as const) fields.set(name, "");
  });
  const submit = () => {
    const faults = faultsOf(fields.values);
    fields.setFaults(faults);
    if (!hasFaults(faults)) change.mutate(fields.values);
  };
  return (
    <>
      <Form onSubmit={submit} faults={fields.faults} error={change.error}>
        {change.isSuccess && <Notice tone="good" live title="Your password is changed" />}
        <PasswordInput label="Current password" autoComplete="current-password" {...fields.bind("currentPassword")} />
        <NewPasswordField
          label="New password"
          field={fields.bind("newPassword")}
          rules={{ minLength: passwordMinLength, advisedLength: passwordAdvisedLength }}
          own={[user.name, user.email, account.name, account.slug]}
        />
        <FormActions>
          <Button type="submit" variant="filled" loading={change.isPending}>
            Change the password
          </Button>
        </FormActions>
      </Form>
      <CertificateDialog issued={issued} onClose={() => setIssued(null)} />
    </>
  );
}

function useChangePassword(onFaults: (faults: Faults<Name>) => void, onDone: (issued: Issued | null) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Readonly<Record<Name, string>>) => client.changePassword({ body }),
    onSuccess: ({ sessionsEnded, certificate }) => {
      const hasEnded = certificate !== null && sessionsEnded > 0;
      onDone(hasEnded ? { certificate, of: "Every other session of yours" } : null);
      return queryClient.invalidateQueries({ queryKey: ["sessions"] });
    },
    onError: (error) => onFaults(faultsIn(error, ["currentPassword", "newPassword"], { ofCode })),
  });
}

const faultsOf = ({ currentPassword, newPassword }: Readonly<Record<Name, string>>): Faults<Name> => ({
  ...(currentPassword === "" && { currentPassword: "Type your current password." }),
  ...(newPassword === "" && { newPassword: "Choose a new password." }),
});
