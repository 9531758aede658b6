import { type IncidentId, type IncidentView, isId, type SightingId, type UserId } from "@holdfast/contract";

import { newId, parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { linkTokenHash } from "../mail-tokens/index.ts";
import { notify } from "../notices/index.ts";
import type { ProtectionDeps } from "./deps.ts";
import { incidentEvent } from "./events.ts";
import {
  deleteLinksOf,
  findIncident,
  type IncidentRow,
  insertIncident,
  listIncidentsBefore,
  type LinkRow,
  lockIncident,
  takeLink,
  updateClosed,
} from "./incident-store.ts";
import { type Disowned, parseDisowned } from "./seen.ts";
import { findSighting } from "./sighting-store.ts";
import { openSeen } from "./sightings.ts";

/**
 * Uses a link up, and with it every other one of its user: what it does is done once. Tells since when it was not them.
 * @throws Problem(`token.invalid`)
 */
export async function takeNotMeLink(
  scope: AccountScope,
  secret: string,
  now: number,
): Promise<LinkRow & { readonly seenAt: number }> {
  const link = await takeLink(scope, { tokenHash: linkTokenHash("not_me", secret), now });
  if (link === null) throw new Problem("token.invalid");
  await deleteLinksOf(scope, link.userId);
  const sighting = link.sightingId === null ? null : await findSighting(scope, link.sightingId);
  return { ...link, seenAt: link.since ?? sighting?.at ?? now };
}

/** Opens the record of what its user has disowned, a sign-in or a first factor, and tells the account's administrators. */
export async function openIncident(
  deps: ProtectionDeps,
  scope: AccountScope,
  disowned: { userId: UserId; sightingId: SightingId | null; seenAt: number; sessionsEnded: number },
  origin: Origin,
): Promise<IncidentId> {
  const { userId, sightingId, seenAt, sessionsEnded } = disowned;
  const now = deps.clock();
  const id = newId("incident", now);
  const seen: Disowned = await whatWasSeen(scope, sightingId, seenAt);
  const seenSealed = scope.keys.seal(place(id, "seen_sealed"), JSON.stringify(seen));
  await insertIncident(scope, { id, userId, openedAt: now, sessionsEnded, seenSealed });
  await emit(scope, incidentEvent("incident.opened", origin, { id, userId }));
  const what =
    sightingId === null
      ? "a member says that a way to sign in as them was added by somebody else"
      : "a member says that a sign-in as them was not theirs";
  const link = { path: "/protection" } as const;
  await notify(deps, scope, { notice: "alert.raised", user: userId, origin, facts: { what }, link });
  return id;
}

/** Links live for days, sightings for months: it is there, unless the operator keeps them for less or there was none. */
async function whatWasSeen(scope: AccountScope, id: SightingId | null, at: number): Promise<Disowned> {
  const row = id === null ? null : await findSighting(scope, id);
  if (row === null) {
    const nothing = { address: null, country: null, network: null, networkKind: null, browser: null, system: null };
    return { ...nothing, device: "unknown", at };
  }
  const { method: _method, decision: _decision, reasons: _reasons, ...whence } = openSeen(scope, row);
  return { ...whence, at: row.at };
}

export function listIncidents(
  { directory }: Pick<ProtectionDeps, "directory">,
  { accountId }: Pick<Caller, "accountId">,
  page: { limit?: number; cursor?: string; state?: "open" | "closed" },
): Promise<{ items: IncidentView[]; nextCursor: string | null }> {
  const { limit = 50, cursor, state } = page;
  return withAccount(directory, accountId, async (scope) => {
    const before = cursor !== undefined && isId("incident", cursor) ? cursor : null;
    const open = state === undefined ? null : state === "open";
    const rows = await listIncidentsBefore(scope, { before, open, limit: limit + 1 });
    const items = rows.slice(0, limit).map((row) => incidentView(scope, row));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  });
}

/** @throws Problem(`incident.not_found`) */
export const readIncident = (
  { directory }: Pick<ProtectionDeps, "directory">,
  { accountId }: Pick<Caller, "accountId">,
  rawId: string,
): Promise<IncidentView> =>
  withAccount(directory, accountId, async (scope) => incidentView(scope, await mustBe(scope, rawId, findIncident)));

/** @throws Problem(`incident.not_found`), Problem(`incident.closed`) */
export function closeIncident(
  { directory, clock }: ProtectionDeps,
  { accountId, userId }: Caller,
  finding: { id: string; note: string },
  origin: Origin,
): Promise<IncidentView> {
  return withAccount(directory, accountId, async (scope) => {
    const row = await mustBe(scope, finding.id, lockIncident);
    if (row.closedAt !== null) throw new Problem("incident.closed");
    const noteSealed = scope.keys.seal(place(row.id, "note_sealed"), finding.note);
    const closed = { id: row.id, closedAt: clock(), closedBy: userId, noteSealed };
    await updateClosed(scope, closed);
    await emit(scope, incidentEvent("incident.closed", origin, row));
    return incidentView(scope, { ...row, ...closed });
  });
}

async function mustBe(scope: AccountScope, rawId: string, read: typeof lockIncident): Promise<IncidentRow> {
  const row = await read(scope, parseId("incident", rawId, "incident.not_found"));
  if (row === null) throw new Problem("incident.not_found");
  return row;
}

function incidentView(scope: AccountScope, row: IncidentRow): IncidentView {
  const seen = parseDisowned(scope.keys.openText(place(row.id, "seen_sealed"), row.seenSealed));
  const { at, address, country, network, browser, system } = seen;
  return {
    id: row.id,
    user: row.userId,
    openedAt: new Date(row.openedAt).toISOString(),
    closedAt: row.closedAt === null ? null : new Date(row.closedAt).toISOString(),
    closedBy: row.closedBy,
    note: row.noteSealed === null ? null : scope.keys.openText(place(row.id, "note_sealed"), row.noteSealed),
    sessionsEnded: row.sessionsEnded,
    disowned: { at: new Date(at).toISOString(), address, country, network, browser, system },
  };
}

const place = (row: IncidentId, column: "seen_sealed" | "note_sealed") =>
  ({ purpose: "protection", table: "incidents", column, row }) as const;
