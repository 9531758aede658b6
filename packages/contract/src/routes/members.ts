import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import {
  ById,
  Described,
  Email,
  Empty,
  Exact,
  InvitationIdSchema,
  Name,
  Nullable,
  Page,
  PageQuery,
  Password,
  PathId,
  RevocationCertificate,
  SecretToken,
  Time,
  UserIdSchema,
} from "../schemas.ts";
import { passwordProblems } from "./auth.ts";
import { Authorization, Returned } from "./google.ts";
import { PasskeyCreationOptions, PasskeyRegistration } from "./passkeys.ts";
import { UserView } from "./users.ts";

export const InvitationView = Exact({
  id: InvitationIdSchema,
  email: Type.String(),
  name: Nullable(Type.String()),
  role: Described("A built-in role's name or the id of one of the account's own roles.", Type.String()),
  invitedBy: Described(
    "Who sent it last. It works while they may invite, and have every right of the role.",
    UserIdSchema,
  ),
  createdAt: Time,
  expiresAt: Time,
  expired: Type.Boolean(),
});
export type InvitationView = Static<typeof InvitationView>;

const Account = Exact({ name: Type.String(), slug: Type.String() });

export const createInvitation = defineRoute({
  id: "invitations.create",
  method: "POST",
  path: "/v1/invitations",
  who: "recent",
  right: "users:invite",
  rate: "write",
  summary: "Invite somebody by mail, with a role that has no right you lack",
  body: Exact({
    email: Email,
    name: Type.Optional(Name),
    role: Described("A built-in role's name or the id of one of the account's own roles.", PathId),
  }),
  response: { 201: InvitationView },
  problems: ["user.address_taken", "invitation.exists", "role.not_found", "role.exceeds_own"],
  idempotent: true,
});

export const listInvitations = defineRoute({
  id: "invitations.list",
  method: "GET",
  path: "/v1/invitations",
  who: "user",
  right: "users:invite",
  rate: "read",
  summary: "Invitations that were neither accepted nor withdrawn, newest first",
  query: Exact(PageQuery),
  response: { 200: Page(InvitationView) },
  problems: [],
});

export const resendInvitation = defineRoute({
  id: "invitations.resend",
  method: "POST",
  path: "/v1/invitations/{id}/resend",
  who: "recent",
  right: "users:invite",
  rate: "write",
  summary: "Send an invitation again, in your own name; the link before it stops working",
  params: ById,
  response: { 200: InvitationView },
  problems: ["invitation.not_found", "role.not_found", "role.exceeds_own"],
});

export const revokeInvitation = defineRoute({
  id: "invitations.revoke",
  method: "DELETE",
  path: "/v1/invitations/{id}",
  who: "user",
  right: "users:invite",
  rate: "write",
  summary: "Withdraw an invitation",
  params: ById,
  response: { 200: Empty },
  problems: ["invitation.not_found", "role.exceeds_own"],
});

const JoinWay = Type.Union([
  Type.Literal("password"),
  Type.Literal("passkey"),
  Type.Literal("google"),
  Type.Literal("magic_link"),
]);
export type JoinWay = Static<typeof JoinWay>;

export const previewInvitation = defineRoute({
  id: "invitations.preview",
  method: "POST",
  path: "/v1/invitations/preview",
  who: "public",
  right: null,
  rate: "auth",
  summary: "What the token of an invitation invites to; uses nothing up",
  body: Exact({ token: SecretToken }),
  response: {
    200: Exact({
      account: Account,
      email: Type.String(),
      name: Nullable(Type.String()),
      role: Described("What the role is called.", Type.String()),
      passwordMinLength: Type.Integer(),
      ways: Described(
        "What one may join with. With `magic_link` one joins with nothing, and signs in by mailed links.",
        Type.Array(JoinWay),
      ),
      expiresAt: Time,
    }),
  },
  problems: ["token.invalid"],
});

export const invitationPasskeyOptions = defineRoute({
  id: "invitations.passkey_options",
  method: "POST",
  path: "/v1/invitations/passkey-options",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Options to make the passkey that one joins with, in place of a password; uses nothing up",
  body: Exact({ token: SecretToken, name: Name }),
  response: { 200: PasskeyCreationOptions },
  problems: ["token.invalid"],
});

export const acceptInvitation = defineRoute({
  id: "invitations.accept",
  method: "POST",
  path: "/v1/invitations/accept",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Join the account with the token from the mail, which proves the address; sign in afterwards",
  body: Exact({
    token: SecretToken,
    name: Name,
    password: Type.Optional(
      Described("Left out by who joins with a passkey, or where `ways` has `magic_link`.", Password),
    ),
    passkey: Type.Optional(
      Described("Made for the options of this invitation. It has to verify its user.", PasskeyRegistration),
    ),
  }),
  response: { 201: Exact({ user: UserView, account: Account }) },
  problems: ["token.invalid", "passkey.unacceptable", ...passwordProblems],
});

export const beginGoogleJoin = defineRoute({
  id: "invitations.google",
  method: "POST",
  path: "/v1/invitations/google",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Begin to join with Google; sets a cookie that binds it to this browser, and uses nothing up",
  body: Exact({ token: SecretToken, name: Name }),
  response: { 200: Authorization },
  problems: ["token.invalid", "google.unavailable", "request.cross_site"],
});

export const finishGoogleJoin = defineRoute({
  id: "invitations.finish_google",
  method: "POST",
  path: "/v1/invitations/google/finish",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Join with what Google sent back, if it vouches for the invited address; sign in afterwards",
  body: Exact({ returned: Returned }),
  response: { 201: Exact({ user: UserView, account: Account }) },
  problems: [
    "token.invalid",
    "google.unavailable",
    "google.refused",
    "google.not_invited",
    "google.taken",
    "request.cross_site",
  ],
});

export const suspendUser = defineRoute({
  id: "users.suspend",
  method: "POST",
  path: "/v1/users/{id}/suspend",
  who: "user",
  right: "users:suspend",
  rate: "write",
  summary: "Keep a user out: ends their sessions everywhere before it answers, and lets none begin",
  params: ById,
  response: {
    200: Exact({ user: UserView, sessionsEnded: Type.Integer(), certificate: RevocationCertificate }),
  },
  problems: ["user.not_found", "user.is_self", "role.exceeds_own", "role.last_protected"],
});

export const resumeUser = defineRoute({
  id: "users.resume",
  method: "POST",
  path: "/v1/users/{id}/resume",
  who: "user",
  right: "users:suspend",
  rate: "write",
  summary: "Let a suspended user sign in again",
  params: ById,
  response: { 200: Exact({ user: UserView }) },
  problems: ["user.not_found", "user.is_self", "role.exceeds_own", "offboarding.under_way"],
});

export const deleteUser = defineRoute({
  id: "users.delete",
  method: "DELETE",
  path: "/v1/users/{id}",
  who: "recent",
  right: "users:delete",
  rate: "write",
  summary: "Delete a user and erase what is stored about them; proofs of the audit log stay valid",
  params: ById,
  response: {
    200: Exact({
      erased: Exact({
        rows: Described("Rows deleted outside of the audit log.", Type.Integer()),
        events: Described("Audit events whose personal part was erased.", Type.Integer()),
      }),
      certificate: RevocationCertificate,
    }),
  },
  problems: ["user.not_found", "user.is_self", "role.exceeds_own", "role.last_protected", "offboarding.under_way"],
});

export const OffboardingView = Exact({
  user: UserIdSchema,
  startedBy: UserIdSchema,
  successor: Described("Who gets what is theirs; null: it goes with them.", Nullable(UserIdSchema)),
  startedAt: Time,
  state: Type.Union([Type.Literal("running"), Type.Literal("cancelled"), Type.Literal("completed")]),
  steps: Described(
    "In their order. The first three are done when the offboarding begins; the others when they are due.",
    Type.Array(
      Exact({
        step: Type.Union([
          Type.Literal("suspend"),
          Type.Literal("sessions"),
          Type.Literal("keys"),
          Type.Literal("transfer"),
          Type.Literal("delete"),
        ]),
        dueAt: Described("The deadline of the policy.", Time),
        doneAt: Nullable(Time),
        overdue: Type.Boolean(),
        affected: Described("Sessions ended, keys deleted, things handed over, rows erased.", Type.Integer()),
      }),
    ),
  ),
});
export type OffboardingView = Static<typeof OffboardingView>;

export const startOffboarding = defineRoute({
  id: "offboardings.start",
  method: "POST",
  path: "/v1/users/{id}/offboarding",
  who: "recent",
  right: "users:delete",
  rate: "write",
  summary: "Let somebody go: suspend them, end their sessions and delete their keys at once, the rest by deadline",
  params: ById,
  body: Exact({
    successor: Type.Optional(Described("Id of the user who gets what is theirs.", PathId)),
  }),
  response: { 201: Exact({ offboarding: OffboardingView, certificate: RevocationCertificate }) },
  problems: [
    "user.not_found",
    "user.is_self",
    "role.exceeds_own",
    "role.last_protected",
    "offboarding.under_way",
    "offboarding.successor_unfit",
  ],
});

export const readOffboarding = defineRoute({
  id: "offboardings.read",
  method: "GET",
  path: "/v1/users/{id}/offboarding",
  who: "user",
  right: "users:read",
  rate: "read",
  summary: "How far an offboarding is; stays readable when the user is gone",
  params: ById,
  response: { 200: OffboardingView },
  problems: ["offboarding.not_found"],
});

export const listOffboardings = defineRoute({
  id: "offboardings.list",
  method: "GET",
  path: "/v1/offboardings",
  who: "user",
  right: "users:read",
  rate: "read",
  summary: "The offboardings of the account, the newest first",
  query: Exact({ ...PageQuery, running: Type.Optional(Described("Only those that are under way.", Type.Boolean())) }),
  response: { 200: Page(OffboardingView) },
  problems: [],
});

export const cancelOffboarding = defineRoute({
  id: "offboardings.cancel",
  method: "DELETE",
  path: "/v1/users/{id}/offboarding",
  who: "user",
  right: "users:delete",
  rate: "write",
  summary: "Stop an offboarding before the user is deleted; they stay suspended",
  params: ById,
  response: { 200: OffboardingView },
  problems: ["user.not_found", "user.is_self", "role.exceeds_own", "offboarding.not_found"],
});
