import {
  type RightSet,
  rightSet,
  type SessionId,
  type SupportGrantId,
  type SupportGrantView,
  type SupportScope,
  supportScopes,
  type UserId,
} from "@holdfast/contract";

import { hours } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";

/** What somebody of the account allows the operator's support to read. Times are milliseconds since the epoch. */
export interface Grant {
  readonly id: SupportGrantId;
  readonly grantedBy: UserId;
  readonly scopes: readonly SupportScope[];
  readonly reasonSealed: Buffer;
  readonly createdAt: number;
  readonly until: number;
  /** When somebody first came in on it. */
  readonly usedAt: number | null;
  readonly endedAt: number | null;
  readonly revoked: boolean;
}

/** Somebody of the operator who came in on a grant. */
export interface SupportSession {
  readonly id: SessionId;
  readonly grantId: SupportGrantId;
  readonly tokenHash: Buffer;
  readonly nameSealed: Buffer;
  readonly openedAt: number;
  readonly lastUsedAt: number | null;
}

export const defaultHours = 4;
/** The table holds it to the same. */
export const longestMs = hours(24);

/** By its own terms; what its giver may still give is asked apart. */
export function stateOf(
  { revoked, endedAt, until }: Pick<Grant, "revoked" | "endedAt" | "until">,
  now: number,
): SupportGrantView["state"] {
  if (revoked) return "revoked";
  return endedAt !== null || now >= until ? "expired" : "open";
}

export const rightsOf = (scopes: readonly SupportScope[]): RightSet =>
  rightSet(scopes.flatMap((scope) => supportScopes[scope]));

const words: Readonly<Record<SupportScope, string>> = { audit: "audit log", sessions: "sessions", members: "members" };

/** As mails say it. */
export const scopeText = (scopes: readonly SupportScope[]): string => scopes.map((scope) => words[scope]).join(", ");

export const reasonPlace = (row: SupportGrantId) =>
  ({ purpose: "support", table: "support_grants", column: "reason_sealed", row }) as const;
export const namePlace = (row: SessionId) =>
  ({ purpose: "support", table: "support_sessions", column: "name_sealed", row }) as const;

export const grantView = (
  { keys, clock }: AccountScope,
  grant: Grant,
  uses: readonly SupportSession[],
): SupportGrantView => ({
  id: grant.id,
  scopes: [...grant.scopes],
  reason: keys.openText(reasonPlace(grant.id), grant.reasonSealed),
  grantedBy: grant.grantedBy,
  createdAt: iso(grant.createdAt),
  until: iso(grant.until),
  state: stateOf(grant, clock()),
  endedAt: grant.endedAt === null ? null : iso(grant.endedAt),
  uses: uses.map(({ id, nameSealed, openedAt, lastUsedAt }) => ({
    session: id,
    name: keys.openText(namePlace(id), nameSealed),
    openedAt: iso(openedAt),
    lastUsedAt: lastUsedAt === null ? null : iso(lastUsedAt),
  })),
});

const iso = (time: number): string => new Date(time).toISOString();
