import { Link } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { CertificateCard } from "../certificate/certificate-card.tsx";
import { LinkScreen } from "./link-screen.tsx";

/** Where "this was not me" of a mail leads: whoever signed in is out, and stays out. */
export const NotMeScreen = () => (
  <LinkScreen
    title="This was not me"
    lead="One press ends every session you have, takes the password away, opens an incident and mails you the way back in."
    press="It was not me: lock them out"
    isDangerous
    onPress={(token) => publicClient.disownSignIn({ body: { token } })}
    without={
      <>
        Somebody is in your account? <Link to="/forgot">Set a new password</Link>: that ends every session too.
      </>
    }
  >
    {({ certificate }) => (
      <Page title="They are locked out">
        <CertificateCard certificate={certificate} of="Your user" />
        <Notice tone="info" title="What to do now" live>
          Set a new password with the link that is on its way to you. Then look at your sign-in methods for what you do
          not know. Administrators of the account see the incident.
        </Notice>
        <p>
          No mail? <Link to="/forgot">Ask for another link</Link>
        </p>
      </Page>
    )}
  </LinkScreen>
);
