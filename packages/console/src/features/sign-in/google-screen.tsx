import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";

import { publicClient } from "../../api/client.ts";
import { Page } from "../../design/page.tsx";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { BackFromGoogle } from "./back-from-google.tsx";
import { isBackFromGoogle } from "./google-returned.ts";

const route = getRouteApi("/entry/google");

/** The way to Google, and where Google sends the browser back. */
export function GoogleScreen() {
  const [isBack] = useState(isBackFromGoogle);
  return isBack ? <BackFromGoogle /> : <ToGoogle />;
}

const words = { account: "Small letters, digits and hyphens." };

function ToGoogle() {
  const { account } = route.useSearch();
  const fields = useFields({ account: account ?? "" });
  const begin = useMutation({
    mutationFn: (account: string) => publicClient.beginGoogleSignIn({ body: { account } }),
    onSuccess: ({ url }) => location.assign(url),
    onError: (error) => fields.setFaults(faultsIn(error, ["account"], { words })),
  });
  const submit = () => {
    const account = fields.values.account.trim();
    if (account === "") return fields.setFaults({ account: "Name your account." });
    return begin.mutate(account);
  };
  return (
    <Page
      title="Sign in with Google"
      lead="For who has linked a Google account under their sign-in methods, where the account allows it."
    >
      <Form onSubmit={submit} faults={fields.faults} error={begin.error}>
        <TextInput
          label="Account address"
          description="The short name in small letters that your account was created with."
          autoComplete="organization"
          autoCapitalize="none"
          spellCheck={false}
          {...fields.bind("account")}
        />
        <FormActions>
          <Button type="submit" variant="filled" loading={begin.isPending || begin.isSuccess}>
            Go on to Google
          </Button>
          <Link to="/sign-in">Back to sign-in</Link>
        </FormActions>
      </Form>
    </Page>
  );
}
