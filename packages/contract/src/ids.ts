/**
 * Ids are a prefix and 26 characters of lower-case Crockford base32: 48 bits of time in milliseconds, then 80 random
 * bits. They sort by creation, fit a URL, and name their kind, so an id of one kind never compiles as another.
 */
export const idPrefixes = {
  account: "acc",
  user: "usr",
  session: "ses",
  event: "evt",
  role: "rol",
  passkey: "pky",
  invitation: "inv",
  review: "rvw",
  supportGrant: "sgr",
  familiar: "fam",
  sighting: "sgt",
  incident: "inc",
  apiKey: "key",
  webhook: "whk",
  webhookMessage: "msg",
  auditStream: "ast",
} as const;

export type IdKind = keyof typeof idPrefixes;
export type IdOf<K extends IdKind> = `${(typeof idPrefixes)[K]}_${string}`;

export type AccountId = IdOf<"account">;
export type UserId = IdOf<"user">;
export type SessionId = IdOf<"session">;
export type EventId = IdOf<"event">;
export type RoleId = IdOf<"role">;
export type PasskeyId = IdOf<"passkey">;
export type InvitationId = IdOf<"invitation">;
export type ReviewId = IdOf<"review">;
export type SupportGrantId = IdOf<"supportGrant">;
export type SightingId = IdOf<"sighting">;
export type IncidentId = IdOf<"incident">;
export type ApiKeyId = IdOf<"apiKey">;
export type WebhookId = IdOf<"webhook">;
export type AuditStreamId = IdOf<"auditStream">;

const body = "[0-9a-hjkmnp-tv-z]{26}";
const shapes = Object.fromEntries(
  Object.entries(idPrefixes).map(([kind, prefix]) => [kind, new RegExp(`^${prefix}_${body}$`)]),
);

/** Whether `raw` is a well-formed id of this kind. Says nothing about whether such a thing exists. */
export function isId<K extends IdKind>(kind: K, raw: string): raw is IdOf<K> {
  return shapes[kind]?.test(raw) ?? false;
}

/** The JSON Schema pattern of an id, for route schemas. */
export const idPattern = (kind: IdKind): string => `^${idPrefixes[kind]}_${body}$`;
