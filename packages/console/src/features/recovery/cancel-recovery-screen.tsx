import { Link } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { LinkScreen } from "../mail-links/link-screen.tsx";

/** Stops a recovery that somebody else may have begun. */
export const CancelRecoveryScreen = () => (
  <LinkScreen
    title="Cancel the recovery"
    lead="Your factors stay as they are, and whoever began it has to begin again."
    press="Cancel the recovery"
    isDangerous
    onPress={(token) => publicClient.cancelRecovery({ body: { token } })}
    without={<Link to="/sign-in">Back to sign-in</Link>}
  >
    {() => (
      <Page title="The recovery is cancelled">
        <Notice tone="warn" title="It was not you who began it?" live>
          Then somebody knows your password. <Link to="/forgot">Set a new one now</Link>: that ends every session you
          have.
        </Notice>
        <p>
          <Link to="/sign-in">Back to sign-in</Link>
        </p>
      </Page>
    )}
  </LinkScreen>
);
