import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import { AuditStreamIdSchema, ById, Described, Empty, Exact, Nullable, Page, Time } from "../schemas.ts";
import { OutgoingUrl } from "./webhooks.ts";

/** OCSF events are of this version of https://schema.ocsf.io. */
export const ocsfVersion = "1.3.0";

const Format = Described(
  `\`ndjson\` and \`ocsf\` (${ocsfVersion}) are posted over https, one JSON text a line; \`syslog\` is RFC 5424 over TLS (RFC 5425).`,
  Type.Union([Type.Literal("ndjson"), Type.Literal("ocsf"), Type.Literal("syslog")]),
);
const Url = Described("An https address, or `syslog+tls://name:6514` for the format `syslog`.", OutgoingUrl);
const Certificate = Described(
  "PEM: the only authority that the receiver's certificate may come from. Without, those of the system.",
  Type.String({ minLength: 64, maxLength: 16_384, pattern: "^-----BEGIN CERTIFICATE-----[\\sA-Za-z0-9+/=-]+$" }),
);
const Authorization = Described(
  "The `Authorization` header of an https collector. It is never shown again.",
  Type.String({ minLength: 1, maxLength: 2048, pattern: "^[!-~]( ?[!-~])*$" }),
);

export const AuditStreamView = Exact({
  id: AuditStreamIdSchema,
  format: Format,
  url: Type.String(),
  authority: Described("Whether the receiver's authority is pinned.", Type.Boolean()),
  authorization: Described("Whether a header authorizes it.", Type.Boolean()),
  enabled: Type.Boolean(),
  cursor: Described("The place in the account's log of the next event that is sent.", Type.Integer()),
  sentAt: Nullable(Time),
  failingSince: Nullable(Time),
  failure: Described("Why the last try failed.", Nullable(Type.String())),
  createdAt: Time,
});
export type AuditStreamView = Static<typeof AuditStreamView>;

export const createAuditStream = defineRoute({
  id: "audit_streams.create",
  method: "POST",
  path: "/v1/audit/streams",
  who: "recent",
  right: "audit:export",
  rate: "write",
  summary: "Send the public part of every audit event to a collector, in order, at least once",
  body: Exact({
    format: Format,
    url: Url,
    authority: Type.Optional(Certificate),
    authorization: Type.Optional(Authorization),
    from: Type.Optional(
      Described(
        "`start` sends what is in the log already, too.",
        Type.Union([Type.Literal("start"), Type.Literal("now")]),
      ),
    ),
  }),
  response: { 201: AuditStreamView },
  problems: ["audit_stream.url_refused", "audit_stream.certificate_malformed", "audit_stream.too_many"],
});

export const listAuditStreams = defineRoute({
  id: "audit_streams.list",
  method: "GET",
  path: "/v1/audit/streams",
  who: "user",
  right: "audit:export",
  rate: "read",
  summary: "Where the account's audit events are sent, and how far each has got",
  response: { 200: Page(AuditStreamView) },
  problems: [],
});

export const changeAuditStream = defineRoute({
  id: "audit_streams.change",
  method: "PATCH",
  path: "/v1/audit/streams/{id}",
  who: "recent",
  right: "audit:export",
  rate: "write",
  summary: "Halt a stream or let it go on where it was, or send again from a place in the log",
  params: ById,
  body: Exact({
    enabled: Type.Optional(Type.Boolean()),
    cursor: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 52 })),
  }),
  response: { 200: AuditStreamView },
  problems: ["audit_stream.not_found", "audit_stream.cursor_ahead"],
});

export const removeAuditStream = defineRoute({
  id: "audit_streams.remove",
  method: "DELETE",
  path: "/v1/audit/streams/{id}",
  who: "recent",
  right: "audit:export",
  rate: "write",
  summary: "Remove a stream with its secrets",
  params: ById,
  response: { 200: Empty },
  problems: ["audit_stream.not_found"],
});
