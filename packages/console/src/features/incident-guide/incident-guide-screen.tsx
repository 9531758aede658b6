import { Link } from "@tanstack/react-router";

import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import classes from "./incident-guide-screen.module.css";
import { OperatorContact } from "./operator-contact.tsx";

/** What to do when something was not you: where every mail about safety leads. Open to those who are locked out, too. */
export const IncidentGuideScreen = () => (
  <Page
    title="What to do in an incident"
    lead="Somebody may be where only you should be. Act first, in this order; understand afterwards."
  >
    <ol className={classes.steps}>
      <li>
        <h2 className={classes.name}>End the sessions</h2>
        <p>
          Under <Link to="/sessions">Sessions</Link>, end each one that you do not know, or all of them. It takes effect
          everywhere at once, and you get a certificate. The mail about a sign-in has a button for it, too: “This was
          not me”.
        </p>
      </li>
      <li>
        <h2 className={classes.name}>Change the password</h2>
        <p>
          <Link to="/forgot">Set a new password</Link>, one that you use nowhere else. That works also when you cannot
          sign in any more, and ends every session. If somebody may read your mail, secure your mailbox first.
        </p>
      </li>
      <li>
        <h2 className={classes.name}>Look at what lets you in</h2>
        <p>
          Under <Link to="/profile/sign-in-methods">Sign-in methods</Link>, remove each passkey and app that is not
          yours, and make new recovery codes. Under <Link to="/keys">API keys</Link>, revoke what you did not create.
        </p>
      </li>
      <li>
        <h2 className={classes.name}>Tell an administrator of your account</h2>
        <p>
          By telephone or in person, not by an answer to a mail. They can suspend whoever is concerned, see where
          sign-ins came from, and read in the audit log what was done.
        </p>
      </li>
      <li>
        <h2 className={classes.name}>Write to the operator</h2>
        <p>
          To <OperatorContact otherwise="whoever runs this deployment" />, when no administrator can be reached or when
          it was an administrator. Say when it was and what you saw, with the time in the mail that brought you here.
          Never send a password, a code or a recovery code: nobody here asks for one.
        </p>
      </li>
    </ol>
    <Notice tone="info" title="Keep the mails">
      Do not delete anything, the mail that brought you here least of all: times and places in it help to find out what
      happened.
    </Notice>
    <p>
      <Link to="/home">Go to the overview</Link>
    </p>
  </Page>
);
