import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { deploymentQuery } from "../../api/queries.ts";
import { Page } from "../../design/page.tsx";
import classes from "./mail-sent.module.css";

export interface MailSentProps {
  readonly title: string;
  /** Null where only the server knows it. */
  readonly address: string | null;
  /** Whether the mail goes out only if the address is known, which must not be told. */
  readonly ifKnown?: boolean;
}

/** What comes after a mail was asked for. */
export function MailSent({ title, address, ifKnown = false }: MailSentProps) {
  const { data: deployment } = useQuery(deploymentQuery);
  return (
    <Page title={title}>
      <div className={classes.sent} role="status">
        <p>
          {ifKnown ? "If there is an account for " : "We have sent a link to "}
          <strong>{address ?? "your address"}</strong>
          {ifKnown ? ", a link is on its way to it." : "."} It works once and for a short time.
        </p>
        <p className={classes.hint}>Nothing there after a minute? Look among unwanted mail, then ask again.</p>
        {deployment?.mode === "development" && (
          <p>
            This deployment runs for development: <Link to="/inbox">open its mail inbox</Link>.
          </p>
        )}
      </div>
      <p>
        <Link to="/sign-in">Back to sign-in</Link>
      </p>
    </Page>
  );
}
