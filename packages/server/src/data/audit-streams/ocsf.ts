import { ocsfVersion } from "@holdfast/contract";

import type { PlacedEvent } from "../../tenancy/audit/index.ts";

/**
 * The classes of the Open Cybersecurity Schema Framework that our events are of, all in its category 3, Identity &
 * Access Management: https://schema.ocsf.io/1.3.0/categories/iam
 */
const classes = { accountChange: 3001, authentication: 3002, entityManagement: 3004 } as const;
const category = 3;
/** Every class has it, for what it has no word of its own for. */
const other = 99;

interface Kind {
  readonly classUid: number;
  readonly activity: number;
}

const { accountChange, authentication, entityManagement } = classes;

/** Events whose meaning the schema has a word for. */
const kinds: Readonly<Record<string, Kind>> = {
  "session.created": { classUid: authentication, activity: 1 },
  "session.refused": { classUid: authentication, activity: 1 },
  "session.revoked": { classUid: authentication, activity: 2 },
  "session.all_revoked": { classUid: authentication, activity: 2 },
  "user.created": { classUid: accountChange, activity: 1 },
  "user.imported": { classUid: accountChange, activity: 1 },
  "user.resumed": { classUid: accountChange, activity: 2 },
  "password.changed": { classUid: accountChange, activity: 3 },
  "password.reset": { classUid: accountChange, activity: 4 },
  "user.suspended": { classUid: accountChange, activity: 5 },
  "user.deleted": { classUid: accountChange, activity: 6 },
  "factor.added": { classUid: accountChange, activity: 10 },
  "passkey.registered": { classUid: accountChange, activity: 10 },
  "factor.removed": { classUid: accountChange, activity: 11 },
  "passkey.removed": { classUid: accountChange, activity: 11 },
};

const signIns = /^(session|sign_in)\./;
const people = /^(user|password|factor|passkey|recovery|recovery_codes|identity|offboarding)\./;
/** Of entities: the last word of an event's name says what was done. */
const entityActivities: readonly (readonly [RegExp, number])[] = [
  [/\.(created|granted|started|opened)$/, 1],
  [/\.(read|exported|unwrapped)$/, 2],
  [/\.(changed|renamed|rotated|secret_rotated|replaced)$/, 3],
  [/\.(deleted|removed|revoked|retired)$/, 4],
];

function kindOf(event: string): Kind {
  const known = kinds[event];
  if (known !== undefined) return known;
  if (signIns.test(event)) return { classUid: authentication, activity: other };
  if (people.test(event)) return { classUid: accountChange, activity: other };
  const [, activity = other] = entityActivities.find(([shape]) => shape.test(event)) ?? [];
  return { classUid: entityManagement, activity };
}

/** An event of the log as an event of OCSF: ids and facts of its public part, and never who it was. */
export function ocsfEvent(hostname: string, { index, entry }: PlacedEvent) {
  const { classUid, activity } = kindOf(entry.event);
  const isRefused = entry.outcome === "refused";
  const about = { uid: entry.target?.id ?? entry.actor.id ?? "unknown", type: entry.target?.type ?? "account" };
  return {
    metadata: {
      version: ocsfVersion,
      product: { name: "Holdfast", vendor_name: "Holdfast" },
      uid: entry.id,
      sequence: index,
      event_code: entry.event,
      tenant_uid: entry.account,
      ...(entry.request !== null && { correlation_uid: entry.request }),
    },
    category_uid: category,
    class_uid: classUid,
    activity_id: activity,
    ...(activity === other && { activity_name: entry.event }),
    type_uid: classUid * 100 + activity,
    // 1, informational; 2, low: somebody was refused.
    severity_id: isRefused ? 2 : 1,
    status_id: isRefused ? 2 : 1,
    time: Date.parse(entry.time),
    actor: { user: { uid: entry.actor.id ?? "unknown", type: entry.actor.type } },
    ...(classUid === entityManagement ? { entity: about } : { user: { uid: about.uid } }),
    ...(classUid === authentication && { service: { name: "Holdfast", uid: hostname } }),
    unmapped: entry.details,
  };
}

export const ocsfLines = (hostname: string, events: readonly PlacedEvent[]): string =>
  events.map((event) => `${JSON.stringify(ocsfEvent(hostname, event))}\n`).join("");
