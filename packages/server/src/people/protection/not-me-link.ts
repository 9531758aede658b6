import type { UserId } from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { makeLinkToken } from "../mail-tokens/index.ts";
import type { NoticeLink } from "../notices/index.ts";
import { insertLink, type LinkRow } from "./incident-store.ts";

/** How long somebody can disown what a mail tells of by its link. */
const linkLifeMs = days(7);

/** The link by which somebody disowns a sign-in. */
export async function makeNotMeLink(scope: AccountScope, what: LinkRow, now: number): Promise<NoticeLink> {
  const { token, tokenHash } = makeLinkToken(scope.accountId, "not_me");
  await insertLink(scope, { ...what, tokenHash, expiresAt: now + linkLifeMs });
  return { path: "/not-me", token };
}

/** The same of a way to sign in that is added at a moment, and of whatever is added after it. */
export const disownAdditionsLink = (
  scope: AccountScope,
  { userId, since }: { readonly userId: UserId; readonly since: number },
): Promise<NoticeLink> => makeNotMeLink(scope, { userId, sightingId: null, since }, since);
