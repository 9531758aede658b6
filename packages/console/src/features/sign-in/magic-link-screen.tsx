import { publicClient } from "../../api/client.ts";
import { AskForMail } from "./ask-for-mail.tsx";
import { LinkSignIn } from "./link-sign-in.tsx";

/** Asks for a link to sign in, and is where that link leads. */
export const MagicLinkScreen = () => (
  <LinkSignIn
    title="Sign in"
    lead="One press, and you are in. The link works once, on any device that opens it."
    redeem={(token) => publicClient.redeemMagicLink({ body: { token, transport: "cookie" } })}
    without={<AskForLink />}
  />
);

const AskForLink = () => (
  <AskForMail
    title="Sign in by mail"
    lead="Where your account allows it, we send a link in place of the password. A second factor is still asked for."
    action="magic_link"
    ask={(body) => publicClient.requestMagicLink({ body })}
  />
);
