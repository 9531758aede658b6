import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";

import { Page } from "../../design/page.tsx";
import { FormActions } from "../../form/form.tsx";
import { dropFragmentToken, useFragmentToken } from "../mail-links/fragment-token.ts";
import { holdMailedPass } from "./mailed-pass.ts";

const ways = [
  { to: "/sign-in", text: "Sign in with a password" },
  { to: "/forgot", text: "Set a new password" },
  { to: "/magic-link", text: "Sign in by mail" },
] as const;

/** Where the mail leads that takes the place of a CAPTCHA: it lets one try of its own address through. */
export function CaptchaPassScreen() {
  const token = useFragmentToken();
  const navigate = useNavigate();
  if (token === null) {
    return (
      <Page title="Go on without the check" lead="Open this screen with the link in the mail that we sent you.">
        <p>
          <Link to="/sign-in">Back to sign-in</Link>
        </p>
      </Page>
    );
  }
  const goOn = (to: (typeof ways)[number]["to"]) => {
    holdMailedPass(token);
    // The other screens would take what is still in the fragment's place for a token of their own.
    dropFragmentToken();
    return navigate({ to });
  };
  return (
    <Page
      title="Go on without the check"
      lead="Your next try with this address needs no check. The link works once, for half an hour, and signs nobody in."
    >
      <FormActions>
        {ways.map(({ to, text }, place) => (
          <Button key={to} variant={place === 0 ? "filled" : "default"} onClick={() => void goOn(to)}>
            {text}
          </Button>
        ))}
      </FormActions>
    </Page>
  );
}
