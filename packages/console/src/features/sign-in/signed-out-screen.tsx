import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { Page } from "../../design/page.tsx";
import { CertificateCard } from "../certificate/certificate-card.tsx";
import { lastFarewell } from "./farewell.ts";

export function SignedOutScreen() {
  const issued = lastFarewell();
  return (
    <Page title="You are signed out" lead="Nothing of your session is left in this browser.">
      {issued !== null && <CertificateCard {...issued} />}
      <p>
        <Button variant="filled" component={Link} to="/sign-in">
          Sign in again
        </Button>
      </p>
    </Page>
  );
}
