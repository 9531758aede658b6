import { Link } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { LinkScreen } from "../mail-links/link-screen.tsx";

/** Takes a new address into use. Whoever opens it may be signed in elsewhere, or nowhere. */
export const ConfirmEmailScreen = () => (
  <LinkScreen
    title="Confirm your new address"
    lead="One press, and you sign in with it from now on. The old address is told, and can undo this for seven days."
    press="Confirm the new address"
    onPress={(token) => publicClient.confirmEmailChange({ body: { token } })}
    without={<Link to="/profile">Go to your profile</Link>}
  >
    {() => (
      <Page title="Your address is changed">
        <Notice tone="good" live>
          Sign in with the new one from now on.
        </Notice>
        <p>
          <Link to="/profile">Go to your profile</Link>
        </p>
      </Page>
    )}
  </LinkScreen>
);
