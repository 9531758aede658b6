import { Link } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { LinkScreen } from "../mail-links/link-screen.tsx";

/** Proves a second address for notices. */
export const VerifyNoticesScreen = () => (
  <LinkScreen
    title="Confirm this address for notices"
    lead="One press, and security notices come here as well. It does not let anybody sign in."
    press="Confirm the address"
    onPress={(token) => publicClient.confirmNotificationAddress({ body: { token } })}
    without={<Link to="/profile/notices">Go to your notices</Link>}
  >
    {() => (
      <Page title="Notices come here as well">
        <Notice tone="good" live>
          The address is confirmed.
        </Notice>
        <p>
          <Link to="/profile/notices">Go to your notices</Link>
        </p>
      </Page>
    )}
  </LinkScreen>
);
