import { Link } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { Page } from "../../design/page.tsx";
import { LinkSignIn } from "./link-sign-in.tsx";

/** Goes on with a sign-in that looked unlike its user. */
export const ConfirmSignInScreen = () => (
  <LinkSignIn
    title="Was that you?"
    lead="Somebody with your proofs signed in in a way that we do not know of you. If it was you, go on here."
    redeem={(token) => publicClient.confirmSignIn({ body: { token, transport: "cookie" } })}
    without={
      <Page title="Was that you?" lead="Open this screen with the link in the mail that we sent you.">
        <p>
          <Link to="/sign-in">Back to sign-in</Link>
        </p>
      </Page>
    }
  />
);
