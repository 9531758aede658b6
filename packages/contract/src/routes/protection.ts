import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import { SignInStep, Transport } from "./auth.ts";
import {
  ById,
  Described,
  Exact,
  IncidentIdSchema,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  RevocationCertificate,
  SecretToken,
  SightingIdSchema,
  Time,
  UserIdSchema,
} from "../schemas.ts";

export const riskDecisions = ["nothing", "notice", "challenge", "factor", "block"] as const;
/** What is done about a sign-in, by how unlike its user it looks. */
export type RiskDecision = (typeof riskDecisions)[number];

export const sightingOutcomes = ["signed_in", "refused", "challenged", "asked_by_mail", "blocked"] as const;
/** What came of a try to sign in. */
export type SightingOutcome = (typeof sightingOutcomes)[number];

const place = {
  address: Described("IP address of the try.", Nullable(Type.String())),
  country: Described("ISO 3166-1 alpha-2, from the address.", Nullable(Type.String())),
  network: Described(
    "Number of the autonomous system. Data by DB-IP.com and Route Views (CC BY 4.0): pages that show it say so.",
    Nullable(Type.Integer()),
  ),
  browser: Nullable(Type.String()),
  system: Nullable(Type.String()),
};

export const ProtectionEventView = Exact({
  id: SightingIdSchema,
  user: UserIdSchema,
  at: Time,
  kind: Described("Which way it came: `password`, `passkey`, `magic_link`, `google`, `totp`, …", Type.String()),
  outcome: OneOf(sightingOutcomes),
  decision: OneOf(riskDecisions),
  reasons: Described("Why, strongest first; empty where nothing was unlike the user.", Type.Array(Type.String())),
  ...place,
});
export type ProtectionEventView = Static<typeof ProtectionEventView>;

export const IncidentView = Exact({
  id: IncidentIdSchema,
  user: UserIdSchema,
  openedAt: Time,
  closedAt: Nullable(Time),
  closedBy: Nullable(UserIdSchema),
  note: Described("What was found, by whoever closed it.", Nullable(Type.String())),
  sessionsEnded: Type.Integer(),
  disowned: Described("The sign-in that its user says was not theirs.", Exact({ at: Time, ...place })),
});
export type IncidentView = Static<typeof IncidentView>;

export const disownSignIn = defineRoute({
  id: "auth.not_me",
  method: "POST",
  path: "/v1/auth/not-me",
  who: "public",
  right: null,
  rate: "auth",
  summary: "This was not me: ends every session, takes the password away, mails a way back in and opens an incident",
  body: Exact({ token: SecretToken }),
  response: { 200: Exact({ sessionsEnded: Type.Integer(), certificate: RevocationCertificate }) },
  problems: ["token.invalid"],
});

export const confirmSignIn = defineRoute({
  id: "auth.confirm_sign_in",
  method: "POST",
  path: "/v1/auth/confirm-sign-in",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Go on with a sign-in that looked unlike its user, by the link that was mailed to them",
  body: Exact({ token: SecretToken, transport: Type.Optional(Transport) }),
  response: { 200: SignInStep },
  problems: ["token.invalid", "auth.failed", "request.cross_site"],
});

export const listProtectionEvents = defineRoute({
  id: "protection.list_events",
  method: "GET",
  path: "/v1/protection/events",
  who: "user",
  right: "protection:read",
  rate: "read",
  summary: "Sign-ins of the last ninety days and how each was judged, newest first, for a timeline and a map",
  query: Exact({ ...PageQuery, user: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) }),
  response: { 200: Page(ProtectionEventView) },
  problems: [],
});

export const listIncidents = defineRoute({
  id: "protection.list_incidents",
  method: "GET",
  path: "/v1/protection/incidents",
  who: "user",
  right: "protection:read",
  rate: "read",
  summary: "Incidents, newest first",
  query: Exact({ ...PageQuery, state: Type.Optional(OneOf(["open", "closed"])) }),
  response: { 200: Page(IncidentView) },
  problems: [],
});

export const readIncident = defineRoute({
  id: "protection.read_incident",
  method: "GET",
  path: "/v1/protection/incidents/{id}",
  who: "user",
  right: "protection:read",
  rate: "read",
  summary: "One incident",
  params: ById,
  response: { 200: IncidentView },
  problems: ["incident.not_found"],
});

export const closeIncident = defineRoute({
  id: "protection.close_incident",
  method: "POST",
  path: "/v1/protection/incidents/{id}/close",
  who: "user",
  right: "protection:write",
  rate: "write",
  summary: "Close an incident, with what was found",
  params: ById,
  body: Exact({ note: Type.String({ minLength: 3, maxLength: 2000 }) }),
  response: { 200: IncidentView },
  problems: ["incident.not_found", "incident.closed"],
});
