import type { AuditStreamId, AuditStreamView } from "@holdfast/contract";

import { isoOrNull } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";

/** Where an account's audit events are sent, all of them and in order. Times are milliseconds since the epoch. */
export interface Stream {
  readonly id: AuditStreamId;
  readonly format: AuditStreamView["format"];
  readonly urlSealed: Buffer;
  readonly authoritySealed: Buffer | null;
  readonly authorizationSealed: Buffer | null;
  /** The place in the log of the next event that is sent. */
  readonly cursor: number;
  /** One process at a time sends, until then. */
  readonly leasedUntil: number | null;
  readonly failures: number;
  readonly failingSince: number | null;
  readonly failure: string | null;
  readonly restsUntil: number | null;
  /** When the administrators were told that it fails. */
  readonly toldAt: number | null;
  readonly sentAt: number | null;
  readonly disabledAt: number | null;
  readonly createdAt: number;
}

export const place = (row: AuditStreamId, column: "url_sealed" | "authority_sealed" | "authorization_sealed") =>
  ({ purpose: "audit_stream", table: "audit_streams", column, row }) as const;

export const streamView = ({ keys }: AccountScope, stream: Stream): AuditStreamView => ({
  id: stream.id,
  format: stream.format,
  url: keys.openText(place(stream.id, "url_sealed"), stream.urlSealed),
  authority: stream.authoritySealed !== null,
  authorization: stream.authorizationSealed !== null,
  enabled: stream.disabledAt === null,
  cursor: stream.cursor,
  sentAt: isoOrNull(stream.sentAt),
  failingSince: isoOrNull(stream.failingSince),
  failure: stream.failure,
  createdAt: new Date(stream.createdAt).toISOString(),
});
