import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import { giveInvitations } from "./store.ts";

/** What becomes of somebody's open invitations when they leave: they are their successor's, and worth what that one may grant. */
export const invitationHandOver = {
  step: "transfer",
  run: async (scope: AccountScope, { userId, successor }: { userId: UserId; successor: UserId | null }) =>
    successor === null ? 0 : giveInvitations(scope, userId, successor),
} as const;
