import { Link } from "@tanstack/react-router";

import { publicClient } from "../../api/client.ts";
import { ExactTime, Moment } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { LinkScreen } from "../mail-links/link-screen.tsx";
import classes from "./recovery.module.css";

/** The second proof of somebody who lost every factor: the mailbox. The wait runs from here. */
export const BeginRecoveryScreen = () => (
  <LinkScreen
    title="Begin the recovery"
    lead="It tells every address of yours, then waits, so that each of them can stop it. Nothing is removed before that."
    press="Begin the recovery"
    onPress={(token) => publicClient.beginRecovery({ body: { token } })}
    without={
      <>
        Such a link comes to whoever <Link to="/sign-in">signs in</Link> with a password and has lost every factor.
      </>
    }
  >
    {({ readyAt }) => <RecoveryWaits readyAt={readyAt} />}
  </LinkScreen>
);

const RecoveryWaits = ({ readyAt }: { readonly readyAt: string }) => (
  <Page title="Your recovery is waiting">
    <div role="status">
      <p>You can finish it from</p>
      <p className={classes.date}>
        <ExactTime time={readyAt} />
      </p>
      <p>
        That is <Moment time={readyAt} />. Sign in with your password again then.
      </p>
    </div>
    <Notice tone="info" title="To cancel it">
      Use the link in the mail that told you of it, or sign in with one of your factors. Both work until it is finished.
    </Notice>
    <p>
      <Link to="/sign-in">Back to sign-in</Link>
    </p>
  </Page>
);
