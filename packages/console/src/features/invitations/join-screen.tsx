import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { publicClient } from "../../api/client.ts";
import { Facts } from "../../design/facts.tsx";
import { Moment } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { dropFragmentToken, useFragmentToken } from "../mail-links/fragment-token.ts";
import { NewPasswordField } from "../passwords/new-password-field.tsx";
import { tellPasswordAt } from "../passwords/password-problems.ts";

type Invitation = Awaited<ReturnType<typeof publicClient.previewInvitation>>;
type Joined = Awaited<ReturnType<typeof publicClient.acceptInvitation>>;

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
      {...(offer.data !== undefined && { lead: "You were invited. Choose a password, and you are in." })}
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
  const { account, email, role, expiresAt, passwordMinLength } = invitation;
  const fields = useFields({ name: invitation.name ?? "", password: "" });
  const accept = useMutation({
    mutationFn: () =>
      publicClient.acceptInvitation({
        body: { token, name: fields.values.name.trim(), password: fields.values.password },
      }),
    onSuccess: (joined) => {
      onJoined(joined);
      dropFragmentToken();
    },
    onError: (error) => fields.setFaults(faultsIn(error, ["name", "password"], { ofCode: tellPasswordAt("password") })),
  });
  const submit = () => {
    const name = fields.values.name.trim() === "" ? "Type your name." : undefined;
    const password = fields.values.password === "" ? "Choose a password." : undefined;
    if (name === undefined && password === undefined) return accept.mutate();
    return fields.setFaults({ ...(name !== undefined && { name }), ...(password !== undefined && { password }) });
  };
  const rules = { minLength: passwordMinLength, advisedLength: Math.max(passwordMinLength, 15) };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={accept.error}>
      <Facts
        facts={[
          { label: "Account", value: `${account.name} (${account.slug})` },
          { label: "You sign in as", value: email },
          { label: "Your role", value: role },
          { label: "The invitation ends", value: <Moment time={expiresAt} /> },
        ]}
      />
      <TextInput label="Your name" autoComplete="name" {...fields.bind("name")} />
      <NewPasswordField field={fields.bind("password")} rules={rules} own={[email, account.name, fields.values.name]} />
      <FormActions>
        <Button type="submit" variant="filled" loading={accept.isPending}>
          Join {account.name}
        </Button>
      </FormActions>
    </Form>
  );
}

function Welcome({ joined: { user, account } }: { readonly joined: Joined }) {
  return (
    <Page title={`Welcome to ${account.name}`}>
      <Notice tone="good" live>
        You are a member now, and your address {user.email} is confirmed.
      </Notice>
      <p>
        <Button
          variant="filled"
          renderRoot={(props) => <Link {...props} to="/sign-in" search={{ account: account.slug }} />}
        >
          Sign in
        </Button>
      </p>
    </Page>
  );
}
