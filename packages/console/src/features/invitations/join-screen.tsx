import { Button, TextInput } from "@mantine/core";
import { IconBrandGoogle, IconFingerprint, IconMail } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { publicClient } from "../../api/client.ts";
import { Facts } from "../../design/facts.tsx";
import { Moment } from "../../design/moment.tsx";
import { OtherWays } from "../../design/other-ways.tsx";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { faultsIn, hasFaults } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { useFragmentToken } from "../mail-links/fragment-token.ts";
import { NewPasswordField } from "../passwords/new-password-field.tsx";
import { tellPasswordAt } from "../passwords/password-problems.ts";
import { type Joined, Welcome } from "../sign-in/welcome.tsx";
import { type Invitation, useJoin, type Way } from "./use-join.ts";

/** Where the link of an invitation leads. Looking uses nothing up. */
export function JoinScreen() {
  const token = useFragmentToken();
  const [joined, setJoined] = useState<Joined | null>(null);
  if (joined !== null) return <Welcome joined={joined} />;
  if (token === null) {
    return (
      <Page title="Join an account" lead="Open this screen with the link in the mail that invited you.">
        <p>
          No mail any more? Ask whoever invited you to send it again. <Link to="/sign-in">Sign in</Link> if you have
          joined already.
        </p>
      </Page>
    );
  }
  return <Offer token={token} onJoined={setJoined} />;
}

function Offer({ token, onJoined }: { readonly token: string; readonly onJoined: (joined: Joined) => void }) {
  const offer = useQuery({
    // The token is a secret; what a cache is keyed by is not the place for it.
    queryKey: ["invitation"],
    queryFn: ({ signal }) => publicClient.previewInvitation({ body: { token }, signal }),
    gcTime: 0,
  });
  return (
    <Page
      title={offer.data === undefined ? "Join an account" : `Join ${offer.data.account.name}`}
      {...(offer.data !== undefined && { lead: "You were invited. Choose how you sign in, and you are in." })}
    >
      <QueryView query={offer} what="the invitation">
        {(invitation) => <JoinForm token={token} invitation={invitation} onJoined={onJoined} />}
      </QueryView>
    </Page>
  );
}

interface JoinFormProps {
  readonly token: string;
  readonly invitation: Invitation;
  readonly onJoined: (joined: Joined) => void;
}

function JoinForm({ token, invitation, onJoined }: JoinFormProps) {
  const { account, email, ways, passwordMinLength } = invitation;
  const fields = useFields({ name: invitation.name ?? "", password: "" });
  const join = useJoin(token, {
    onJoined,
    onRefused: (error) =>
      fields.setFaults(faultsIn(error, ["name", "password"], { ofCode: tellPasswordAt("password") })),
  });
  const joinBy = (way: Way) => {
    const name = fields.values.name.trim();
    const faults = {
      ...(name === "" && { name: "Type your name." }),
      ...(way === "password" && fields.values.password === "" && { password: "Choose a password." }),
    };
    fields.setFaults(faults);
    if (!hasFaults(faults)) join.mutate({ way, name, password: fields.values.password });
  };
  const isJoining = (way: Way): boolean => join.isPending && join.variables.way === way;
  const rules = { minLength: passwordMinLength, advisedLength: Math.max(passwordMinLength, 15) };
  return (
    <Form onSubmit={() => joinBy("password")} faults={fields.faults} error={join.error}>
      <OfferFacts invitation={invitation} />
      <TextInput label="Your name" autoComplete="name" {...fields.bind("name")} />
      <NewPasswordField field={fields.bind("password")} rules={rules} own={[email, account.name, fields.values.name]} />
      <FormActions>
        <Button type="submit" variant="filled" loading={isJoining("password")} disabled={join.isPending}>
          Join {account.name}
        </Button>
      </FormActions>
      <OtherWays title="or without a password">
        {otherWays
          .filter(({ way }) => ways.includes(way))
          .map(({ way, label, Icon }) => (
            <Button
              key={way}
              fullWidth
              leftSection={<Icon size={18} aria-hidden="true" />}
              loading={isJoining(way)}
              disabled={join.isPending}
              onClick={() => joinBy(way)}
            >
              {label}
            </Button>
          ))}
      </OtherWays>
    </Form>
  );
}

/** A passkey alone is two factors; a mailed link is made whenever one signs in. */
const otherWays = [
  { way: "passkey", label: "Join with a passkey", Icon: IconFingerprint },
  { way: "google", label: "Join with Google", Icon: IconBrandGoogle },
  { way: "magic_link", label: "Join, and sign in by mailed links", Icon: IconMail },
] as const;

const OfferFacts = ({ invitation: { account, email, role, expiresAt } }: Pick<JoinFormProps, "invitation">) => (
  <Facts
    facts={[
      { label: "Account", value: `${account.name} (${account.slug})` },
      { label: "You sign in as", value: email },
      { label: "Your role", value: role },
      { label: "The invitation ends", value: <Moment time={expiresAt} /> },
    ]}
  />
);
