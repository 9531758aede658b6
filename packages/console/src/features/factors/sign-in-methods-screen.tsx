import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { factorsQuery, passkeysQuery } from "../../api/queries.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { GoogleSection } from "./google-section.tsx";
import { PasskeysSection } from "./passkeys-section.tsx";
import { RecoveryCodesSection } from "./recovery-codes-section.tsx";
import { TotpSection } from "./totp-section.tsx";

export function SignInMethodsScreen() {
  const factors = useQuery(factorsQuery);
  const passkeys = useQuery(passkeysQuery);
  return (
    <Page
      title="Sign-in methods"
      lead="How you show that it is you. With two ways on two devices, losing one is no misfortune."
    >
      <QueryView query={passkeys} what="your passkeys">
        {({ items }) => <PasskeysSection passkeys={items} />}
      </QueryView>
      <QueryView query={factors} what="your sign-in methods">
        {({ totp, passkeys, recoveryCodes }) => (
          <>
            <TotpSection totp={totp} />
            <RecoveryCodesSection codes={recoveryCodes} hasFactor={totp !== null || passkeys > 0} />
          </>
        )}
      </QueryView>
      <GoogleSection />
      <Notice tone="info" title="Your password">
        You change it in your <Link to="/profile">profile</Link>. What you hear of by mail is under{" "}
        <Link to="/profile/notices">notices</Link>.
      </Notice>
    </Page>
  );
}
