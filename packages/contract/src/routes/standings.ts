import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import { ById, Described, Exact, Nullable, Page, PageQuery, PathId, Time, UserIdSchema } from "../schemas.ts";
import { SessionView } from "./sessions.ts";
import { UserView } from "./users.ts";

export const StandingView = Exact({
  user: UserIdSchema,
  protected: Described("Whether a second factor is set up, and so asked for at every sign-in.", Type.Boolean()),
  factors: Described(
    "What can be shown as a second factor; recovery codes only while some are left.",
    Type.Array(Type.Union([Type.Literal("passkey"), Type.Literal("totp"), Type.Literal("recovery_code")])),
  ),
  sessions: Described("Live sessions.", Type.Integer()),
  lastSeenAt: Described("Null: not for a month, or never.", Nullable(Time)),
});
export type StandingView = Static<typeof StandingView>;

export const readUser = defineRoute({
  id: "users.read",
  method: "GET",
  path: "/v1/users/{id}",
  who: "user",
  right: "users:read",
  rate: "read",
  summary: "A user of the account",
  params: ById,
  response: { 200: UserView },
  problems: ["user.not_found"],
});

export const listStandings = defineRoute({
  id: "users.list_standings",
  method: "GET",
  path: "/v1/standings",
  who: "user",
  right: "sessions:read",
  rate: "read",
  summary:
    "How well the users of the account are protected and when they were last here, in the order of GET /v1/users",
  query: Exact({ ...PageQuery, user: Type.Optional(Described("Only of this user.", PathId)) }),
  response: { 200: Page(StandingView) },
  problems: ["user.not_found"],
});

export const AccountSessionView = Exact({ user: UserIdSchema, session: SessionView });
export type AccountSessionView = Static<typeof AccountSessionView>;

export const listAccountSessions = defineRoute({
  id: "sessions.list_all",
  method: "GET",
  path: "/v1/account/sessions",
  who: "user",
  right: "sessions:read",
  rate: "read",
  summary: "The live sessions of everybody in the account, newest first",
  query: Exact(PageQuery),
  response: { 200: Page(AccountSessionView) },
  problems: [],
});
