import {
  type AccountId,
  isId,
  type ProtectionEventView,
  type SightingId,
  type SightingOutcome,
  type UserId,
} from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import type { Caller } from "../../platform/http/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import type { ProtectionDeps } from "./deps.ts";
import type { Risk } from "./risk.ts";
import { type Arrival, parseSeen, seenPlace, type Seen } from "./seen.ts";
import { deleteSightings, insertSighting, listSightingsBefore, type SightingRow } from "./sighting-store.ts";

/** How long a try to sign in is remembered, with its address and place. */
const sightingsMs = days(90);

/** Writes down a try to sign in, and what came of it. */
export async function recordSighting(
  scope: AccountScope,
  userId: UserId,
  sighting: {
    readonly arrival: Arrival;
    readonly method: string;
    readonly outcome: SightingOutcome;
    readonly risk: Pick<Risk, "decision" | "reasons">;
    readonly now: number;
  },
): Promise<SightingId> {
  const { arrival, method, outcome, risk, now } = sighting;
  const id = newId("sighting", now);
  const seen: Seen = { ...arrival.whence, method, decision: risk.decision, reasons: [...risk.reasons] };
  await insertSighting(scope, {
    id,
    userId,
    at: now,
    outcome,
    seenSealed: scope.keys.seal(seenPlace(id), JSON.stringify(seen)),
  });
  return id;
}

/** Writes down a wrong password of somebody who is there: the next sign-in is judged by how many there were. */
export const recordRefusal = (
  { directory, clock }: Pick<ProtectionDeps, "directory" | "clock">,
  accountId: AccountId,
  userId: UserId,
  arrival: Arrival,
): Promise<SightingId> =>
  withAccount(directory, accountId, (scope) =>
    recordSighting(scope, userId, {
      arrival,
      method: "password",
      outcome: "refused",
      risk: { decision: "nothing", reasons: [] },
      now: clock(),
    }),
  );

/** The sign-ins of an account, newest first. A user who is not there has none. */
export function listSightings(
  { directory }: Pick<ProtectionDeps, "directory">,
  { accountId }: Pick<Caller, "accountId">,
  page: { limit?: number; cursor?: string; user?: string },
): Promise<{ items: ProtectionEventView[]; nextCursor: string | null }> {
  const { limit = 50, cursor, user } = page;
  return withAccount(directory, accountId, async (scope) => {
    const before = cursor !== undefined && isId("sighting", cursor) ? cursor : null;
    const rows = await listSightingsBefore(scope, { before, userId: user ?? null, limit: limit + 1 });
    const items = rows.slice(0, limit).map((row) => viewOf(scope, row));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  });
}

function viewOf(scope: AccountScope, row: SightingRow): ProtectionEventView {
  const { method, decision, reasons, address, country, network, browser, system } = openSeen(scope, row);
  return {
    id: row.id,
    user: row.userId,
    at: new Date(row.at).toISOString(),
    kind: method,
    outcome: row.outcome,
    decision,
    reasons,
    address,
    country,
    network,
    browser,
    system,
  };
}

export const openSeen = (scope: AccountScope, { id, seenSealed }: Pick<SightingRow, "id" | "seenSealed">): Seen =>
  parseSeen(scope.keys.openText(seenPlace(id), seenSealed));

/** Forgets tries that are too old to say anything. */
export const deleteOldSightings = (scope: AccountScope, now: number): Promise<void> =>
  deleteSightings(scope, now - sightingsMs);
