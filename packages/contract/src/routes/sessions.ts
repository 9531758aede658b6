import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import { ById, Described, Exact, Nullable, Page, RevocationCertificate, SessionIdSchema, Time } from "../schemas.ts";

export const ProofMethod = Type.Union([
  Type.Literal("password"),
  Type.Literal("totp"),
  Type.Literal("passkey"),
  Type.Literal("recovery_code"),
  Type.Literal("magic_link"),
  Type.Literal("google"),
]);
export type ProofMethod = Static<typeof ProofMethod>;

export const SessionView = Exact({
  id: SessionIdSchema,
  current: Described("Whether it is the session of this very request.", Type.Boolean()),
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: Described("The absolute end; no refresh moves it.", Time),
  device: Exact({
    kind: Described("`desktop`, `mobile`, `tablet`, `program` or `unknown`.", Type.String()),
    browser: Nullable(Type.String()),
    system: Nullable(Type.String()),
  }),
  address: Described("IP address at sign-in.", Nullable(Type.String())),
  methods: Described("What was proved in it, in order.", Type.Array(ProofMethod)),
  country: Described("ISO 3166-1 alpha-2, from the address, as known at sign-in.", Nullable(Type.String())),
});
export type SessionView = Static<typeof SessionView>;

export const listSessions = defineRoute({
  id: "sessions.list",
  method: "GET",
  path: "/v1/sessions",
  who: "user",
  right: null,
  rate: "read",
  whileEnrolling: true,
  summary: "The caller's live sessions, newest first",
  response: { 200: Page(SessionView) },
  problems: [],
});

export const revokeSession = defineRoute({
  id: "sessions.revoke",
  method: "DELETE",
  path: "/v1/sessions/{id}",
  who: "user",
  right: null,
  rate: "write",
  whileEnrolling: true,
  summary: "End one of the caller's sessions, everywhere, with a certificate",
  params: ById,
  response: { 200: RevocationCertificate },
  problems: ["session.not_found"],
});

export const revokeSessions = defineRoute({
  id: "sessions.revoke_all",
  method: "DELETE",
  path: "/v1/sessions",
  who: "user",
  right: null,
  rate: "write",
  whileEnrolling: true,
  summary: "Sign out everywhere: end all of the caller's sessions, or all but this one",
  query: Exact({ keep: Type.Optional(Described("Spare the session of this request.", Type.Literal("current"))) }),
  response: { 200: Exact({ sessionsEnded: Type.Integer(), certificate: Nullable(RevocationCertificate) }) },
  problems: [],
});

export const listUserSessions = defineRoute({
  id: "users.list_sessions",
  method: "GET",
  path: "/v1/users/{id}/sessions",
  who: "user",
  right: "sessions:read",
  rate: "read",
  summary: "The live sessions of a user of the account",
  params: ById,
  response: { 200: Page(SessionView) },
  problems: ["user.not_found"],
});

export const revokeUserSessions = defineRoute({
  id: "users.revoke_sessions",
  method: "DELETE",
  path: "/v1/users/{id}/sessions",
  who: "user",
  right: "sessions:revoke",
  rate: "write",
  summary: "End every session of a user of the account",
  params: ById,
  response: { 200: Exact({ sessionsEnded: Type.Integer(), certificate: RevocationCertificate }) },
  problems: ["user.not_found"],
});
