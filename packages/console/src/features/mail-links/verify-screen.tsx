import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { LinkScreen } from "./link-screen.tsx";

/** Confirms the address that somebody signed up with. */
export const VerifyScreen = () => (
  <LinkScreen
    title="Confirm your address"
    lead="One press, and the address is yours here."
    press="Confirm the address"
    onPress={(token) => publicClient.verifyEmail({ body: { token } })}
    without={
      <>
        No mail any more? <Link to="/sign-in">Sign in</Link> and a new one is sent.
      </>
    }
  >
    {() => (
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
    )}
  </LinkScreen>
);
