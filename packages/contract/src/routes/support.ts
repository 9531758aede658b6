import { type Static, Type } from "typebox";

import type { Right } from "../rights.ts";
import { defineRoute } from "../route.ts";
import {
  ById,
  Described,
  Exact,
  Nullable,
  Page,
  PageQuery,
  RevocationCertificate,
  SessionIdSchema,
  SupportGrantIdSchema,
  Time,
  UserIdSchema,
} from "../schemas.ts";

/** What a grant opens, and with which rights: it is read, and never content. */
export const supportScopes = {
  audit: ["audit:read"],
  sessions: ["sessions:read"],
  members: ["users:read", "roles:read"],
} as const satisfies Readonly<Record<string, readonly Right[]>>;
export type SupportScope = keyof typeof supportScopes;

const Scope = Type.Union([Type.Literal("audit"), Type.Literal("sessions"), Type.Literal("members")]);
const Reason = Type.String({
  description: "One line: why support is asked in.",
  minLength: 3,
  maxLength: 300,
  pattern: "^[^\\u0000-\\u001f\\u007f\\u2028\\u2029]+$",
});

export const SupportGrantView = Exact({
  id: SupportGrantIdSchema,
  scopes: Type.Array(Scope),
  reason: Type.String(),
  grantedBy: UserIdSchema,
  createdAt: Time,
  until: Time,
  state: Described(
    "A grant is `open` while its giver may still give it; see `uses` for whether somebody is in.",
    Type.Union([Type.Literal("open"), Type.Literal("revoked"), Type.Literal("expired")]),
  ),
  endedAt: Nullable(Time),
  uses: Described(
    "Who of the operator came in on it; each act is an event of the audit log.",
    Type.Array(
      Exact({
        session: SessionIdSchema,
        name: Type.String(),
        openedAt: Time,
        lastUsedAt: Nullable(Time),
      }),
    ),
  ),
});
export type SupportGrantView = Static<typeof SupportGrantView>;

export const grantSupport = defineRoute({
  id: "support.grant",
  method: "POST",
  path: "/v1/support-grants",
  who: "recent",
  right: "support:grant",
  rate: "write",
  summary: "Let the operator's support read for some hours; it can change nothing, and reads only what you may read",
  body: Exact({
    scopes: Type.Array(Scope, { minItems: 1, maxItems: 3, uniqueItems: true }),
    hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 24, default: 4 })),
    reason: Reason,
  }),
  response: { 201: SupportGrantView },
  problems: ["role.exceeds_own"],
  idempotent: true,
});

export const listSupportGrants = defineRoute({
  id: "support.list_grants",
  method: "GET",
  path: "/v1/support-grants",
  who: "user",
  right: "audit:read",
  rate: "read",
  summary: "The support grants of the account, the newest first, and who used them",
  query: Exact(PageQuery),
  response: { 200: Page(SupportGrantView) },
  problems: [],
});

export const revokeSupportGrant = defineRoute({
  id: "support.revoke_grant",
  method: "DELETE",
  path: "/v1/support-grants/{id}",
  who: "user",
  right: "support:grant",
  rate: "write",
  summary: "Withdraw a support grant; whoever came in on it is out before it answers",
  params: ById,
  response: {
    200: Exact({
      grant: SupportGrantView,
      certificate: Described("Null where nobody had come in on it.", Nullable(RevocationCertificate)),
    }),
  },
  problems: ["support.grant_not_found"],
});

export const readSupportPresence = defineRoute({
  id: "support.read_presence",
  method: "GET",
  path: "/v1/support-presence",
  who: "user",
  right: null,
  rate: "read",
  summary: "Whether the operator's support may look in, and is in: what everybody of the account is shown",
  response: {
    200: Exact({
      items: Type.Array(
        Exact({
          grant: SupportGrantIdSchema,
          scopes: Type.Array(Scope),
          until: Time,
          openedAt: Described("When somebody first came in on it; null before.", Nullable(Time)),
        }),
      ),
    }),
  },
  problems: [],
});
