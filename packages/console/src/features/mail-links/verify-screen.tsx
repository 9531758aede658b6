import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { dropFragmentToken, useFragmentToken } from "./fragment-token.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Failure } from "../../design/states.tsx";

/**
 * Confirms an address. It waits for a press of the button, because mail scanners open links, and the token works once.
 */
export function VerifyScreen() {
  const token = useFragmentToken();
  const verify = useMutation({
    mutationFn: (token: string) => publicClient.verifyEmail({ body: { token } }),
    onSuccess: dropFragmentToken,
  });

  if (verify.isSuccess) return <Verified />;
  if (token === null) {
    return (
      <Page title="Confirm your address" lead="Open this screen with the link in the mail that we sent you.">
        <p>
          No mail any more? <Link to="/sign-in">Sign in</Link> and a new one is sent.
        </p>
      </Page>
    );
  }
  return (
    <Page title="Confirm your address" lead="One press, and the address is yours here.">
      {verify.isError && <Failure error={verify.error} />}
      <p>
        <Button variant="filled" loading={verify.isPending} onClick={() => verify.mutate(token)}>
          Confirm the address
        </Button>
      </p>
    </Page>
  );
}

function Verified() {
  return (
    <Page title="Your address is confirmed">
      <Notice tone="good" live>
        You can sign in now.
      </Notice>
      <p>
        <Button variant="filled" component={Link} to="/sign-in">
          Sign in
        </Button>
      </p>
    </Page>
  );
}
