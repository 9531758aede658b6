import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import {
  AccountIdSchema,
  ApiKeyIdSchema,
  Described,
  Exact,
  Nullable,
  SessionIdSchema,
  Time,
  UserIdSchema,
} from "../schemas.ts";
import { RightSchema } from "./users.ts";

const Seq = Described("Place in the revocation log.", Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));
const Mark = Described(
  "Tells two histories of a restored log apart; null before the first entry.",
  Nullable(Type.String({ maxLength: 36, pattern: "^[0-9a-f-]{36}$" })),
);

/** A place in the revocation log. */
const FeedPosition = Exact({ seq: Seq, mark: Mark });

export const FeedEntry = Exact({
  seq: Seq,
  mark: Mark,
  account: AccountIdSchema,
  kind: Type.Union([Type.Literal("session"), Type.Literal("user"), Type.Literal("account"), Type.Literal("key")]),
  subject: Described("Id of what was revoked.", Type.String()),
});
export type FeedEntry = Static<typeof FeedEntry>;

export const followRevocations = defineRoute({
  id: "guards.follow",
  method: "GET",
  path: "/v1/revocations",
  who: "guard",
  right: null,
  rate: "guard",
  summary:
    "Revocations as they happen, as server-sent events: `revocation`, `beat` four times per lease, and `reset` where " +
    "`Last-Event-ID` is too old to go on from. Hints alone: what trust in a memory rests on is the renewal",
  response: { 200: "text/event-stream" },
  problems: ["service.busy"],
});

export const TrustRenewal = Exact({
  position: Described("Where the guard stands once it has applied the entries.", FeedPosition),
  entries: Type.Array(FeedEntry),
  reset: Described("Whether the guard must forget everything first.", Type.Boolean()),
  trustMs: Described("For how long it may trust its memory, counted from when it sent this request.", Type.Number()),
  leaseMs: Described("Renew four times in as many milliseconds.", Type.Integer()),
  now: Time,
});
export type TrustRenewal = Static<typeof TrustRenewal>;

export const renewTrust = defineRoute({
  id: "guards.renew",
  method: "POST",
  path: "/v1/revocations/renewals",
  who: "guard",
  right: null,
  rate: "guard",
  summary: "Say what a guard has applied, learn what came since, and borrow what is left of the server's own trust",
  body: Exact({
    guard: Described("Random, of this one memory.", Type.String({ pattern: "^[0-9a-f-]{36}$", maxLength: 36 })),
    position: Described("Everything up to there is applied; null at first.", Nullable(FeedPosition)),
    leaving: Type.Optional(
      Described("Whether this memory is believed no more: nobody waits for it then.", Type.Boolean()),
    ),
  }),
  response: { 200: TrustRenewal },
  problems: ["service.unavailable"],
});

const RememberMs = Described(
  "Ask again after so many milliseconds of use: so the session or key counts as used, and an idle end holds.",
  Type.Integer(),
);

/** What cannot be read refuses its own requests, and none of those that were asked about with it. */
const Unread = Described(
  "It could not be read at this moment, which says nothing of it: refuse what came with it, and ask again.",
  Exact({ problem: Type.Literal("service.unavailable") }),
);
export type Unread = Static<typeof Unread>;

const RightLists = Described(
  "The lists of rights that the items have, each once: there are few roles and many sessions.",
  Type.Array(Type.Array(RightSchema)),
);
const PlaceOfRights = "The place in `rights` of its list, from 0";

export const GuardedSession = Exact({
  account: AccountIdSchema,
  user: UserIdSchema,
  session: SessionIdSchema,
  role: Type.String(),
  rights: Described(`${PlaceOfRights}.`, Type.Integer({ minimum: 0 })),
  provedAt: Time,
  factorProvedAt: Nullable(Time),
  factorDueAt: Described("From then on it opens nothing but the setting up of a second factor.", Nullable(Time)),
  endsAt: Time,
  rememberMs: RememberMs,
});
export type GuardedSession = Static<typeof GuardedSession>;

export const readGuardedSessions = defineRoute({
  id: "guards.read_sessions",
  method: "POST",
  path: "/v1/guarded-sessions",
  who: "guard",
  right: null,
  rate: "guard",
  summary: "What the sessions of tokens may do, read from their rows at this moment",
  body: Exact({
    sessions: Type.Array(Exact({ account: AccountIdSchema, user: UserIdSchema, session: SessionIdSchema }), {
      minItems: 1,
      maxItems: 200,
    }),
  }),
  response: {
    200: Exact({
      rights: RightLists,
      items: Described(
        "In the order asked; null where no such session is live.",
        Type.Array(Type.Union([GuardedSession, Unread, Type.Null()])),
      ),
    }),
  },
  problems: ["service.unavailable"],
});

export const GuardedKey = Exact({
  account: AccountIdSchema,
  user: Described("Its creator.", UserIdSchema),
  key: ApiKeyIdSchema,
  role: Type.String(),
  rights: Described(`${PlaceOfRights}: its scopes that its creator has at present.`, Type.Integer({ minimum: 0 })),
  allowed: Described("Whether it works from the address.", Type.Boolean()),
  bound: Described("Whether the answer may be another one for another address.", Type.Boolean()),
  endsAt: Time,
  rememberMs: RememberMs,
});
export type GuardedKey = Static<typeof GuardedKey>;

export const readGuardedKeys = defineRoute({
  id: "guards.read_keys",
  method: "POST",
  path: "/v1/guarded-keys",
  who: "guard",
  right: null,
  rate: "guard",
  summary: "What API keys may do from where they come, read from their rows at this moment",
  body: Exact({
    keys: Type.Array(
      Exact({
        secret: Type.String({ minLength: 1, maxLength: 512 }),
        address: Described("Where the request comes from, if that is known.", Nullable(Type.String({ maxLength: 64 }))),
      }),
      { minItems: 1, maxItems: 200 },
    ),
  }),
  response: {
    200: Exact({
      rights: RightLists,
      items: Described(
        "In the order asked; null where no such key is live.",
        Type.Array(Type.Union([GuardedKey, Unread, Type.Null()])),
      ),
    }),
  },
  problems: ["service.unavailable"],
});
