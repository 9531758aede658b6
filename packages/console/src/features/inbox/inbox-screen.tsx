import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { deploymentQuery } from "../../api/queries.ts";
import { Wordmark } from "../../design/mark.tsx";
import { Moment } from "../../design/moment.tsx";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Empty } from "../../design/states.tsx";
import classes from "./inbox.module.css";
import { type Mail, parseInbox, partsOf } from "./mail.ts";

const inboxQuery = queryOptions({
  queryKey: ["inbox"],
  queryFn: async ({ signal }) => {
    const response = await fetch("/dev/inbox", { signal });
    if (!response.ok) throw new Error(`The inbox answered ${response.status}`);
    return parseInbox(await response.json());
  },
  refetchInterval: 2_000,
});

/** The mails that a deployment for development would have sent. It is open to whoever reaches the loopback address. */
export function InboxScreen() {
  const deployment = useQuery(deploymentQuery);
  return (
    <div className={classes.layout}>
      <header className={classes.header}>
        <Link to="/home" className={classes.home} aria-label="Holdfast, overview">
          <Wordmark />
        </Link>
      </header>
      <main id="content" tabIndex={-1} className={classes.main}>
        <QueryView query={deployment} what="the deployment">
          {({ mode }) => (mode === "development" ? <Inbox /> : <NoInbox />)}
        </QueryView>
      </main>
    </div>
  );
}

function Inbox() {
  const inbox = useQuery(inboxQuery);
  return (
    <Page
      title="Mail inbox"
      lead="For development only: the mails of this deployment stay here and are sent to nobody."
      actions={
        <Button leftSection={<IconRefresh size={16} aria-hidden="true" />} onClick={() => void inbox.refetch()}>
          Refresh
        </Button>
      }
    >
      <QueryView query={inbox} what="the mails">
        {(mails) =>
          mails.length === 0 ? (
            <Empty title="No mail yet">Create an account or ask for a new password, and its mail appears here.</Empty>
          ) : (
            <ul className={classes.mails}>
              {mails.map((mail) => (
                <li key={`${mail.sentAt} ${mail.to} ${mail.subject}`}>
                  <MailView mail={mail} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Page>
  );
}

function MailView({ mail }: { readonly mail: Mail }) {
  return (
    <article className={classes.mail}>
      <header>
        <h2 className={classes.subject}>{mail.subject}</h2>
        <p className={classes.meta}>
          to {mail.to}, <Moment time={mail.sentAt} />
        </p>
      </header>
      <div className={classes.text}>
        {partsOf(mail.text, location.origin).map(({ text, href }, i) =>
          // oxlint-disable-next-line react/no-array-index-key -- the parts of one text never move
          href === null ? (
            <span key={i}>{text}</span>
          ) : (
            <a key={i} href={href}>
              {text}
            </a>
          ),
        )}
      </div>
    </article>
  );
}

const NoInbox = () => (
  <Page title="Mail inbox">
    <Empty title="There is no inbox here">This deployment sends its mails.</Empty>
  </Page>
);
