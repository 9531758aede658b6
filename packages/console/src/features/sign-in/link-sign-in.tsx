import type { SignInStep } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Page } from "../../design/page.tsx";
import { Failure } from "../../design/states.tsx";
import { FormActions } from "../../form/form.tsx";
import { dropFragmentToken, useFragmentToken } from "../mail-links/fragment-token.ts";
import { PauseScreen } from "./pause-screen.tsx";
import { useSignInFlow } from "./use-sign-in-flow.ts";

export interface LinkSignInProps {
  readonly title: string;
  readonly lead: string;
  readonly redeem: (token: string) => Promise<SignInStep>;
  /** What stands here without a link. */
  readonly without: ReactNode;
}

/** Signs in with the token of a mailed link, at a press: mail scanners open links, and the token works once. */
export function LinkSignIn({ title, lead, redeem, without }: LinkSignInProps) {
  const token = useFragmentToken();
  const flow = useSignInFlow(undefined);
  const signIn = useMutation({
    mutationFn: async (token: string) => {
      const answer = await redeem(token);
      dropFragmentToken();
      await flow.take(answer, { by: "magic_link" });
    },
  });

  if (flow.pause !== null) return <PauseScreen pause={flow.pause} flow={flow} />;
  if (token === null) return without;
  return (
    <Page title={title} lead={lead}>
      {signIn.isError && <Failure error={signIn.error} />}
      <FormActions>
        <Button variant="filled" loading={signIn.isPending} onClick={() => signIn.mutate(token)}>
          Sign in
        </Button>
        <Link to="/sign-in">Sign in another way</Link>
      </FormActions>
    </Page>
  );
}
