import type { StandingView, UserView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { meQuery, rolesQuery, userQuery } from "../../api/queries.ts";
import { Facts } from "../../design/facts.tsx";
import { Ident } from "../../design/ident.tsx";
import { ExactTime, Moment } from "../../design/moment.tsx";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Section } from "../../design/section.tsx";
import { Tag } from "../../design/tag.tsx";
import { CertificateDialog, type Issued } from "../certificate/certificate-dialog.tsx";
import { VouchSection } from "../recovery/vouch-section.tsx";
import { OffboardingProgress } from "./offboarding-progress.tsx";
import { standingQuery } from "./people-queries.ts";
import { PersonAccess } from "./person-access.tsx";
import { PersonKeys } from "./person-keys.tsx";
import { PersonSessions } from "./person-sessions.tsx";
import classes from "./person-screen.module.css";
import { factorWords } from "./person-state.ts";
import { RoleDialog } from "./role-dialog.tsx";
import { useNames } from "../names/use-names.ts";

/** Somebody of the account: who they are, how well protected, where signed in, and how to let them go. */
export function PersonScreen() {
  const { id } = useParams({ from: "/account/people/$id" });
  const person = useQuery(userQuery(id));
  // Somebody who was deleted is known by their offboarding alone.
  if (person.isError) {
    return (
      <Page title="Nobody is here" lead="This person is not in the account, or not any more.">
        <OffboardingProgress userId={id} name="This person" />
        <Back />
      </Page>
    );
  }
  return (
    <QueryView query={person} what="this person">
      {(user) => <PersonPage user={user} />}
    </QueryView>
  );
}

const Back = () => (
  <p>
    <Link to="/people">Back to the list</Link>
  </p>
);

function PersonPage({ user }: { readonly user: UserView }) {
  const me = useSuspenseQuery(meQuery).data;
  const [issued, setIssued] = useState<Issued | null>(null);
  const maySee = me.rights.includes("sessions:read");
  return (
    <Page
      title={user.name}
      lead={
        <>
          {user.email} {user.suspended && <Tag tone="danger">suspended</Tag>}{" "}
          {!user.emailVerified && <Tag tone="warn">not confirmed</Tag>}{" "}
          {user.id === me.user.id && <Tag tone="accent">You</Tag>}
        </>
      }
      actions={
        <Button component={Link} to="/people">
          Back to the list
        </Button>
      }
    >
      <OffboardingProgress userId={user.id} name={user.name} />
      <PersonFacts user={user} maySee={maySee} onIssued={setIssued} />
      {maySee && <PersonSessions user={user} mayEnd={me.rights.includes("sessions:revoke")} onIssued={setIssued} />}
      {me.rights.includes("keys:read") && <PersonKeys user={user} onIssued={setIssued} />}
      {user.id !== me.user.id && me.rights.includes("users:update") && <VouchSection user={user} />}
      {user.id !== me.user.id && <PersonAccess user={user} onIssued={setIssued} />}
      <CertificateDialog issued={issued} onClose={() => setIssued(null)} />
    </Page>
  );
}

interface PersonFactsProps {
  readonly user: UserView;
  readonly maySee: boolean;
  readonly onIssued: (issued: Issued) => void;
}

function PersonFacts({ user, maySee, onIssued }: PersonFactsProps) {
  const me = useSuspenseQuery(meQuery).data;
  const { data: standing } = useQuery({ ...standingQuery(user.id), enabled: maySee });
  const roles = useQuery({ ...rolesQuery, enabled: me.rights.includes("roles:read") }).data?.items ?? [];
  const [isChanging, setChanging] = useState(false);
  return (
    <Section title="Person" layout="beside" note="What the account knows of them.">
      <Facts
        facts={[
          {
            label: "Role",
            value: (
              <span className={classes.role}>
                {useNames().ofRole(user.role)}
                {me.rights.includes("users:update") && (
                  <Button size="xs" onClick={() => setChanging(true)} aria-label={`Change the role of ${user.name}`}>
                    Change
                  </Button>
                )}
              </span>
            ),
          },
          ...(standing === undefined || standing === null ? [] : standingFacts(standing)),
          { label: "Member since", value: <ExactTime time={user.createdAt} /> },
          { label: "Id", value: <Ident value={user.id} what="the person's id" /> },
        ]}
      />
      <RoleDialog
        user={isChanging ? user : null}
        roles={roles}
        ownRights={me.rights}
        onClose={() => setChanging(false)}
        onIssued={onIssued}
      />
    </Section>
  );
}

const standingFacts = (standing: StandingView) => [
  {
    label: "Second factor",
    value: standing.protected ? factorWords(standing) : <Tag tone="warn">{factorWords(standing)}</Tag>,
  },
  {
    label: "Last seen",
    value: standing.lastSeenAt === null ? "Not in the last month" : <Moment time={standing.lastSeenAt} />,
  },
];
