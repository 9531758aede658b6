import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { NoticeLink } from "../notices/index.ts";
import { disownAdditionsLink } from "../protection/index.ts";
import { hasFactor, type HeldFactors } from "./held.ts";

/**
 * What the notice of an added factor, or of another way in, brings along. Whoever had no factor can be locked out by the
 * one that a thief adds, so its link takes back what came since. Later ones were added with a factor shown, and have no
 * link: it would be a way around that factor for whoever reads the mail.
 */
export const disowning = async (
  scope: AccountScope,
  added: { readonly userId: UserId; readonly since: number },
  before: HeldFactors,
): Promise<{ link?: NoticeLink }> => (hasFactor(before) ? {} : { link: await disownAdditionsLink(scope, added) });
