import type { UserId } from "@holdfast/contract";

import { days, hours } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";

/** Times are milliseconds since the epoch. */
export interface EmailChange {
  readonly id: string;
  readonly userId: UserId;
  readonly emailSealed: Buffer;
  readonly oldEmailSealed: Buffer;
  readonly requestedAt: number;
  readonly confirmedAt: number | null;
  /** Of the link that is out: to the new address, and once that is confirmed to the old one. */
  readonly expiresAt: number;
}

export const confirmWithinMs = hours(24);
export const undoWithinMs = days(7);

type SealedColumn = "email_sealed" | "old_email_sealed";

export const place = (row: string, column: SealedColumn) =>
  ({ purpose: "users", table: "email_changes", column, row }) as const;

export const newAddressOf = ({ keys }: AccountScope, change: EmailChange): string =>
  keys.openText(place(change.id, "email_sealed"), change.emailSealed);

export const oldAddressOf = ({ keys }: AccountScope, change: EmailChange): string =>
  keys.openText(place(change.id, "old_email_sealed"), change.oldEmailSealed);
