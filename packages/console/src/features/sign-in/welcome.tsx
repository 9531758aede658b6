import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import type { publicClient } from "../../api/client.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";

type Accepted = Awaited<ReturnType<typeof publicClient.acceptInvitation>>;
type Way = Awaited<ReturnType<typeof publicClient.previewInvitation>>["ways"][number];

export interface Joined extends Accepted {
  /** What they joined with, and sign in with next. */
  readonly way: Way;
}

/** What somebody sees who has just accepted an invitation, however they did. */
export function Welcome({ joined: { user, account, way } }: { readonly joined: Joined }) {
  const isPasskey = way === "passkey";
  // Where recovery codes are made: whoever has but one device could lose it.
  const search = { account: account.slug, ...(isPasskey && { next: "/profile/sign-in-methods" }) };
  return (
    <Page title={`Welcome to ${account.name}`}>
      <Notice tone="good" live>
        You are a member now, and your address {user.email} is confirmed.
      </Notice>
      {isPasskey && (
        <p>
          Sign in with your passkey, and make recovery codes: with them you come back if you lose the device that has
          it.
        </p>
      )}
      <p>
        <Button variant="filled" renderRoot={(props) => <Link {...props} to="/sign-in" search={search} />}>
          Sign in
        </Button>
      </p>
    </Page>
  );
}
