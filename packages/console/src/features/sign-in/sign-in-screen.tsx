import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";

import { publicClient } from "../../api/client.ts";
import { deploymentQuery } from "../../api/queries.ts";
import { nextPath } from "./next-path.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { type Faults, hasFaults, isMailAddress } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { MailSent } from "../mail-links/mail-sent.tsx";
import { AccountField } from "./account-field.tsx";

const route = getRouteApi("/entry/sign-in");

type Name = "email" | "password" | "account";

export function SignInScreen() {
  const { account, ended } = route.useSearch();
  const { data: deployment } = useQuery(deploymentQuery);
  const fields = useFields<Name>({ email: "", password: "", account: account ?? "" });
  const [unverified, setUnverified] = useState<string | null>(null);
  const signIn = useSignIn(setUnverified);

  if (unverified !== null) return <MailSent title="Confirm your address first" address={unverified} />;

  const submit = () => {
    const faults = faultsOf(fields.values);
    fields.setFaults(faults);
    if (!hasFaults(faults)) signIn.mutate(fields.values);
  };
  return (
    <Page title="Sign in">
      {ended === true && (
        <Notice tone="info" title="Your session has ended">
          Sign in to go on where you were.
        </Notice>
      )}
      <Form onSubmit={submit} faults={fields.faults} error={signIn.error}>
        <TextInput label="E-mail" type="email" autoComplete="username" {...fields.bind("email")} />
        <PasswordInput label="Password" autoComplete="current-password" {...fields.bind("password")} />
        <AccountField field={fields.bind("account")} />
        <FormActions>
          <Button type="submit" variant="filled" loading={signIn.isPending}>
            Sign in
          </Button>
          <Link to="/forgot">Forgot the password?</Link>
        </FormActions>
      </Form>
      {deployment !== undefined && deployment.signUp !== "closed" && (
        <p>
          New here? <Link to="/create">Create an account</Link>
        </p>
      )}
    </Page>
  );
}

function useSignIn(onUnverified: (address: string) => void) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const { next } = route.useSearch();
  return useMutation({
    mutationFn: ({ email, password, account }: Record<Name, string>) =>
      publicClient.signIn({
        body: { email, password, transport: "cookie", ...(account.trim() !== "" && { account: account.trim() }) },
      }),
    onSuccess: async ({ step }, { email }) => {
      if (step === "verify_email") return onUnverified(email);
      queryClient.clear();
      return router.history.push(nextPath(next));
    },
  });
}

function faultsOf({ email, password }: Readonly<Record<Name, string>>): Faults<Name> {
  return {
    ...(!isMailAddress(email) && { email: "Type your e-mail address." }),
    ...(password === "" && { password: "Type your password." }),
  };
}
