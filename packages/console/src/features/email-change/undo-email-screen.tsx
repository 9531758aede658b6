import { Link } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { CertificateCard } from "../certificate/certificate-card.tsx";
import { LinkScreen } from "../mail-links/link-screen.tsx";

/** The last word of the old address. */
export const UndoEmailScreen = () => (
  <LinkScreen
    title="Undo the change of address"
    lead="This address is yours again. Every session ends, the password stops working, and what was added since is removed."
    press="Undo the change"
    isDangerous
    onPress={(token) => publicClient.undoEmailChange({ body: { token } })}
    without={<Link to="/sign-in">Back to sign-in</Link>}
  >
    {({ certificate }) => (
      <Page title="Your old address is back">
        <Notice tone="info" title="Set a new password now" live>
          A link for that is on its way to this address.
        </Notice>
        <CertificateCard certificate={certificate} of="Your user" />
        <p>
          No mail? <Link to="/forgot">Ask for another link</Link>
        </p>
      </Page>
    )}
  </LinkScreen>
);
