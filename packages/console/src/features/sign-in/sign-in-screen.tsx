import { Button, PasswordInput, TextInput } from "@mantine/core";
import { IconBrandGoogle, IconFingerprint } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { deploymentQuery } from "../../api/queries.ts";
import { Notice } from "../../design/notice.tsx";
import { OtherWays } from "../../design/other-ways.tsx";
import { Page } from "../../design/page.tsx";
import { Failure } from "../../design/states.tsx";
import { type Faults, hasFaults, isMailAddress } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { CaptchaCheck } from "../captcha/captcha-check.tsx";
import { useCaptcha } from "../captcha/use-captcha.ts";
import { AccountField } from "./account-field.tsx";
import { PauseScreen } from "./pause-screen.tsx";
import classes from "./sign-in.module.css";
import { usePasskeySignIn } from "./use-passkey-sign-in.ts";
import { type SignInFlow, useSignInFlow } from "./use-sign-in-flow.ts";

const route = getRouteApi("/entry/sign-in");

type Name = "email" | "password" | "account";

export function SignInScreen() {
  const { ended, next } = route.useSearch();
  const { data: deployment } = useQuery(deploymentQuery);
  const flow = useSignInFlow(next);

  if (flow.pause !== null) return <PauseScreen pause={flow.pause} flow={flow} />;
  return (
    <Page title="Sign in">
      {ended === true && (
        <Notice tone="info" title="Your session has ended">
          Sign in to go on where you were.
        </Notice>
      )}
      <PasswordWay flow={flow} />
      <PasswordlessWays flow={flow} offersGoogle={deployment?.google === true} />
      {deployment !== undefined && deployment.signUp !== "closed" && (
        <p>
          New here? <Link to="/create">Create an account</Link>
        </p>
      )}
    </Page>
  );
}

function PasswordWay({ flow }: { readonly flow: SignInFlow }) {
  const { account } = route.useSearch();
  const fields = useFields<Name>({ email: "", password: "", account: account ?? "" });
  const captcha = useCaptcha("sign_in");
  const signIn = useMutation({
    mutationFn: async ({ email, password, account }: Record<Name, string>) => {
      const named = account.trim() === "" ? {} : { account: account.trim() };
      const answer = await captcha.pass((part) =>
        publicClient.signIn({ body: { email, password, transport: "cookie", ...named, ...part } }),
      );
      await flow.take(answer, { by: "password", address: email });
    },
  });
  const submit = () => {
    const faults = faultsOf(fields.values);
    fields.setFaults(faults);
    if (!hasFaults(faults)) signIn.mutate(fields.values);
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={signIn.error}>
      <TextInput label="E-mail" type="email" autoComplete="username webauthn" {...fields.bind("email")} />
      <PasswordInput label="Password" autoComplete="current-password" {...fields.bind("password")} />
      <AccountField field={fields.bind("account")} />
      <CaptchaCheck captcha={captcha} error={signIn.error} {...fields.values} />
      <FormActions>
        <Button type="submit" variant="filled" loading={signIn.isPending}>
          Sign in
        </Button>
        <Link to="/forgot">Forgot the password?</Link>
      </FormActions>
    </Form>
  );
}

function PasswordlessWays({ flow, offersGoogle }: { readonly flow: SignInFlow; readonly offersGoogle: boolean }) {
  const { account } = route.useSearch();
  const navigate = useNavigate();
  const signIn = usePasskeySignIn(flow);
  return (
    <OtherWays title="or without a password">
      {signIn.isError && <Failure error={signIn.error} />}
      <Button
        fullWidth
        leftSection={<IconFingerprint size={18} aria-hidden="true" />}
        loading={signIn.isPending}
        onClick={signIn.ask}
      >
        Use a passkey
      </Button>
      {offersGoogle && (
        <Button
          fullWidth
          leftSection={<IconBrandGoogle size={18} aria-hidden="true" />}
          onClick={() => void navigate({ to: "/google", search: account === undefined ? {} : { account } })}
        >
          Continue with Google
        </Button>
      )}
      <Link to="/magic-link" className={classes.mail}>
        Mail me a link to sign in
      </Link>
    </OtherWays>
  );
}

function faultsOf({ email, password }: Readonly<Record<Name, string>>): Faults<Name> {
  return {
    ...(!isMailAddress(email) && { email: "Type your e-mail address." }),
    ...(password === "" && { password: "Type your password." }),
  };
}
