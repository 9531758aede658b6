import type { EventId, UserId } from "@holdfast/contract";
import { canonicalJson, formatEntry, personalCommitment, saltBytes, verifyPersonal } from "@holdfast/proof";

import { drawRandom } from "../../kernel/random.ts";
import type { AccountKeys, Place } from "../keys/index.ts";
import type { AppEvent, AuditEvent, Facts } from "./event.ts";
import { newEventId } from "./event-id.ts";

/** An event as it is stored. */
export interface EventRecord {
  readonly id: EventId;
  readonly event: string;
  readonly actor: string | null;
  readonly target: string | null;
  readonly outcome: string;
  /** Whose the opening is. */
  readonly subject: UserId | null;
  /** The leaf; its exact bytes are this in UTF-8. */
  readonly entry: string;
  readonly openingSealed: Buffer | null;
}

/** What opens the commitment of an entry. */
export interface Opening {
  readonly salt: Uint8Array;
  /** The personal part in canonical JSON. */
  readonly json: string;
}

/**
 * Makes the record of an event: its public part as an entry, its personal part sealed, and in the entry nothing of the
 * personal part but a commitment.
 * @throws ProofError, TypeError for facts that an entry cannot hold; RangeError for a time that is none
 */
export function recordOf(
  keys: Pick<AccountKeys, "accountId" | "seal">,
  now: number,
  told: AuditEvent | AppEvent,
  id = newEventId(now),
): EventRecord {
  const { event, origin, target, outcome } = told;
  const opening = commit(personalOf(told));
  // In canonical order, which spares the sorting.
  const entry = formatEntry({
    account: keys.accountId,
    actor: { id: origin.actor.id, type: origin.actor.type },
    details: detailsOf(told),
    event,
    id,
    outcome,
    personal: opening === null ? null : personalCommitment(opening.salt, opening.json),
    request: origin.request,
    target: target === null ? null : { id: target.id, type: target.type },
    time: new Date(now).toISOString(),
    v: 1,
  });
  return {
    id,
    event,
    actor: origin.actor.id,
    target: target?.id ?? null,
    outcome,
    subject: opening === null ? null : subjectOf(told),
    entry,
    openingSealed: opening === null ? null : sealOpening(keys, id, opening),
  };
}

/** Of what support or a key did, the entry names as well who let them in. */
const detailsOf = ({ details, origin: { actor, grant } }: AuditEvent | AppEvent): Facts => {
  if (actor.type === "key") return { ...details, creator: actor.creator };
  return grant === undefined ? details : { ...details, granted_by: grant.by, support_grant: grant.id };
};

/** The personal part of an event, as it is committed to. */
export function personalOf({ origin: { address, device }, personal }: AuditEvent | AppEvent): Facts {
  return { ...(address !== null && { address }), ...(device !== null && { device }), ...personal };
}

/** Whose the personal part of an event is; null where it is nobody's of whom we know. */
export function subjectOf({ subject, origin: { actor } }: AuditEvent | AppEvent): UserId | null {
  if (subject !== undefined) return subject;
  if (actor.type === "key") return actor.creator;
  return actor.type === "user" ? actor.id : null;
}

function commit(personal: Facts): Opening | null {
  if (Object.keys(personal).length === 0) return null;
  return { salt: drawRandom(saltBytes), json: canonicalJson(personal) };
}

const place = (id: EventId): Place => ({ purpose: "audit", table: "audit_events", column: "opening_sealed", row: id });

/** Sealed are the salt and then the JSON: the salt has a fixed length, so no framing is needed. */
const sealOpening = (keys: Pick<AccountKeys, "seal">, id: EventId, { salt, json }: Opening): Buffer =>
  keys.seal(place(id), joined(salt, json));

function joined(salt: Uint8Array, json: string): Buffer {
  const bytes = Buffer.allocUnsafe(saltBytes + Buffer.byteLength(json, "utf8"));
  bytes.set(salt);
  bytes.write(json, saltBytes, "utf8");
  return bytes;
}

/**
 * Opens a stored opening, and holds it to the entry's commitment: nobody who can write to the database can show another
 * personal part than the one that was logged.
 * @throws DecryptFailure, ProofError `personal.mismatch`
 */
export function openOpening(
  keys: Pick<AccountKeys, "open">,
  id: EventId,
  commitment: string | null,
  sealed: Uint8Array,
): Opening {
  const bytes = keys.open(place(id), sealed);
  const opening = { salt: bytes.subarray(0, saltBytes), json: bytes.toString("utf8", saltBytes) };
  verifyPersonal(commitment ?? "", opening.salt, opening.json);
  return opening;
}
