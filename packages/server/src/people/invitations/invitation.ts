import type { InvitationId, InvitationView, UserId } from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";

/** As it stands in its row; whoever it invites is no user yet. Times are milliseconds since the epoch. */
export interface InvitationRow {
  readonly id: InvitationId;
  readonly emailSealed: Buffer;
  readonly nameSealed: Buffer | null;
  readonly role: string;
  /** Whoever sent it last: it is worth what they may grant when it is accepted. */
  readonly invitedBy: UserId;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export const invitationLifeMs = days(7);

export const isExpired = (row: Pick<InvitationRow, "expiresAt">, now: number): boolean => now >= row.expiresAt;

type SealedColumn = "email_sealed" | "name_sealed";

export const place = (row: InvitationId, column: SealedColumn) =>
  ({ purpose: "invitation", table: "invitations", column, row }) as const;

/** Whom it invites, as the inviter wrote it. */
export const inviteeOf = ({ keys }: AccountScope, row: InvitationRow): { email: string; name: string | null } => ({
  email: keys.openText(place(row.id, "email_sealed"), row.emailSealed),
  name: row.nameSealed === null ? null : keys.openText(place(row.id, "name_sealed"), row.nameSealed),
});

export const invitationView = (scope: AccountScope, row: InvitationRow): InvitationView => ({
  id: row.id,
  ...inviteeOf(scope, row),
  role: row.role,
  invitedBy: row.invitedBy,
  createdAt: new Date(row.createdAt).toISOString(),
  expiresAt: new Date(row.expiresAt).toISOString(),
  expired: isExpired(row, scope.clock()),
});
