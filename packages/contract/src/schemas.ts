import { type Static, type TProperties, type TSchema, Type } from "typebox";

import {
  type AccountId,
  type ApiKeyId,
  type AuditStreamId,
  type EventId,
  type IdKind,
  type IdOf,
  idPattern,
  type PasskeyId,
  type IncidentId,
  type InvitationId,
  type ReviewId,
  type RoleId,
  type SupportGrantId,
  type SessionId,
  type UserId,
  type SightingId,
  type WebhookId,
} from "./ids.ts";

/** An object that refuses unknown fields. Every body, query and answer of the API is one. */
export const Exact = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });

/** The same schema with a sentence about what it means here, for OpenAPI and the documentation. */
export const Described = <S extends TSchema>(description: string, schema: S) =>
  Type.Unsafe<Static<S>>({ ...schema, description });

export const Nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

/** One of these words. A union of a mapped list has the static type `never`, so the type is stated. */
export const OneOf = <const V extends string>(values: readonly V[]) =>
  Type.Unsafe<V>(Type.Union(values.map((value) => Type.Literal(value))));

const Id = <K extends IdKind>(kind: K) =>
  Type.Unsafe<IdOf<K>>(Type.String({ pattern: idPattern(kind), maxLength: 30 }));
export const AccountIdSchema = Type.Unsafe<AccountId>(Id("account"));
export const UserIdSchema = Type.Unsafe<UserId>(Id("user"));
export const SessionIdSchema = Type.Unsafe<SessionId>(Id("session"));
export const EventIdSchema = Type.Unsafe<EventId>(Id("event"));
export const RoleIdSchema = Type.Unsafe<RoleId>(Id("role"));
export const PasskeyIdSchema = Type.Unsafe<PasskeyId>(Id("passkey"));
export const InvitationIdSchema = Type.Unsafe<InvitationId>(Id("invitation"));
export const ReviewIdSchema = Type.Unsafe<ReviewId>(Id("review"));
export const SupportGrantIdSchema = Type.Unsafe<SupportGrantId>(Id("supportGrant"));
export const ApiKeyIdSchema = Type.Unsafe<ApiKeyId>(Id("apiKey"));
export const WebhookIdSchema = Type.Unsafe<WebhookId>(Id("webhook"));
export const AuditStreamIdSchema = Type.Unsafe<AuditStreamId>(Id("auditStream"));

export const SightingIdSchema = Type.Unsafe<SightingId>(Id("sighting"));
export const IncidentIdSchema = Type.Unsafe<IncidentId>(Id("incident"));
/**
 * An id in a path. Deliberately any short string: a malformed id is answered exactly as an unknown one, so the shape
 * of ids tells a prober nothing.
 */
export const PathId = Type.String({ minLength: 1, maxLength: 64 });
export const ById = Exact({ id: PathId });

export const Time = Type.String({
  format: "date-time",
  maxLength: 30,
  description: "RFC 3339, UTC, with milliseconds.",
});
export const Email = Type.String({ format: "email", minLength: 3, maxLength: 254 });
/** As typed. The byte bound only caps work; the rule of 8 to 128 code points is the password policy's. */
export const Password = Type.String({ minLength: 1, maxLength: 1024 });
/** A person's or an account's name: no control characters, no line breaks (they end up in mail subjects). */
export const Name = Type.String({
  description: "No control characters and no line breaks.",
  minLength: 1,
  maxLength: 120,
  pattern: "^[^\\u0000-\\u001f\\u007f\\u2028\\u2029]+$",
});
export const Slug = Type.String({
  description: "Address of an account, a DNS label.",
  minLength: 3,
  maxLength: 40,
  pattern: "^[a-z0-9](?:[a-z0-9-]*[a-z0-9])$",
});
export const SecretToken = Type.String({ minLength: 16, maxLength: 256, pattern: "^[A-Za-z0-9_-]+$" });

export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(
    Type.String({
      description: "`nextCursor` of the page before.",
      minLength: 1,
      maxLength: 128,
      pattern: "^[A-Za-z0-9_-]+$",
    }),
  ),
};

export const Page = <S extends TSchema>(item: S) =>
  Exact({
    items: Type.Array(item),
    nextCursor: Described("Null on the last page.", Nullable(Type.String())),
  });

/**
 * Proof that a revocation took effect: `seq` is its place in the revocation log, and by `confirmedAt` every live node
 * had applied it or had stopped trusting its memory.
 */
export const RevocationCertificate = Exact({
  seq: Described("Place in the revocation log.", Type.Integer()),
  kind: Type.Union([Type.Literal("session"), Type.Literal("key"), Type.Literal("user"), Type.Literal("account")]),
  subject: Described("Id of what was revoked.", Type.String()),
  revokedAt: Time,
  confirmedAt: Described("By then no process accepts it any more.", Time),
  milliseconds: Described("From the commit of the revocation to the last acknowledgement.", Type.Number()),
  nodes: Exact({
    acknowledged: Described("Live processes that have applied it.", Type.Integer()),
    expired: Described("Processes that had stopped trusting their memory.", Type.Integer()),
  }),
});
export type RevocationCertificate = Static<typeof RevocationCertificate>;

export const Empty = Exact({});
