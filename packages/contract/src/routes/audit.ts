import { type Static, Type } from "typebox";

import { type AppEventName, appEventPattern } from "../events.ts";
import type { ProblemCode } from "../problems.ts";
import { defineRoute } from "../route.ts";
import {
  AccountIdSchema,
  ApiKeyIdSchema,
  ById,
  Described,
  EventIdSchema,
  Exact,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  PathId,
  Time,
  UserIdSchema,
} from "../schemas.ts";

const Fact = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

export const EventView = Exact({
  id: EventIdSchema,
  index: Described(
    "Place in the account's log; null for the moment between commit and the next checkpoint.",
    Nullable(Type.Integer()),
  ),
  time: Time,
  event: Type.String(),
  actor: Exact({ type: Type.String(), id: Nullable(Type.String()) }),
  target: Nullable(Exact({ type: Type.String(), id: Type.String() })),
  outcome: Type.Union([Type.Literal("success"), Type.Literal("refused")]),
  request: Described("Id of the request that caused it.", Nullable(Type.String())),
  details: Type.Record(Type.String(), Fact),
  personal: Described(
    "IP address, device, names, before and after. Null where there is none, where it was erased, or where it is not what was logged.",
    Nullable(Type.Record(Type.String(), Fact)),
  ),
  personalErased: Type.Boolean(),
});
export type EventView = Static<typeof EventView>;

export const listEvents = defineRoute({
  id: "audit.list_events",
  method: "GET",
  path: "/v1/audit/events",
  who: "user",
  right: "audit:read",
  rate: "read",
  keys: true,
  summary: "The account's audit events, newest first",
  query: Exact({
    ...PageQuery,
    event: Type.Optional(Type.String({ maxLength: 60 })),
    actor: Type.Optional(PathId),
    target: Type.Optional(PathId),
    outcome: Type.Optional(Type.Union([Type.Literal("success"), Type.Literal("refused")])),
    since: Type.Optional(Time),
    until: Type.Optional(Time),
  }),
  response: { 200: Page(EventView) },
  problems: [],
});

/** What one event, and one request, may hold. */
export const recordLimits = {
  eventsPerRequest: 100,
  details: { facts: 16, characters: 500 },
  personal: { facts: 32, characters: 2000 },
} as const;

/** Why one event of a batch is not recorded, while others of it are. */
export const recordProblems = [
  "account.not_found",
  "account.sealed",
  "rate.limited",
  "event.conflict",
  "event.time_implausible",
  "service.unavailable",
] as const satisfies readonly ProblemCode[];
export type RecordProblem = (typeof recordProblems)[number];

// A record of a pattern has keys of a template literal's type, so the type is stated.
const Facts = ({ facts, characters }: { facts: number; characters: number }) =>
  Type.Unsafe<Readonly<Record<string, Static<typeof Fact>>>>(
    Type.Record(
      Type.String({ pattern: "^[a-z][A-Za-z0-9_]{0,63}$" }),
      Type.Union([Type.String({ maxLength: characters }), Type.Number(), Type.Boolean(), Type.Null()]),
      { maxProperties: facts, additionalProperties: false },
    ),
  );
/** Printable ASCII without spaces, as the log keeps ids. */
const AnyId = Type.String({ minLength: 1, maxLength: 128, pattern: "^[!-~]+$" });
const Kind = Type.String({ maxLength: 64, pattern: "^[a-z][a-z0-9_]{0,63}$" });

export const RecordedEvent = Exact({
  id: Described(
    "Made by you: `evt_` and a ULID in lower case. Its time is the event's. A repetition with the same id records nothing.",
    EventIdSchema,
  ),
  account: AccountIdSchema,
  event: Type.Unsafe<AppEventName>(
    Type.String({ description: "`app.` and up to three words.", maxLength: 60, pattern: appEventPattern }),
  ),
  actor: Type.Union([
    Exact({ type: Type.Literal("user"), id: UserIdSchema }),
    Exact({ type: Type.Literal("key"), id: ApiKeyIdSchema, creator: UserIdSchema }),
    Exact({ type: Type.Literal("app"), id: AnyId }),
  ]),
  target: Nullable(Exact({ type: Kind, id: AnyId })),
  outcome: Type.Union([Type.Literal("success"), Type.Literal("refused")]),
  request: Type.Optional(Described("Id of the request to your product that caused it.", Nullable(AnyId))),
  details: Described(
    "Public and for ever: ids, settings, counts. Nothing that says who a person is. `creator` is ours.",
    Facts(recordLimits.details),
  ),
  personal: Described("Encrypted, and erased with the person that it is about.", Facts(recordLimits.personal)),
  subject: Type.Optional(Described("That person; without it the acting user, or the key's creator.", UserIdSchema)),
});
export type RecordedEvent = Static<typeof RecordedEvent>;

export const recordEvents = defineRoute({
  id: "audit.record_events",
  method: "POST",
  path: "/v1/audit/events",
  who: "guard",
  right: null,
  rate: "record",
  summary: "Write your product's own events into the logs of its accounts; answered once they are there to stay",
  body: Exact({
    events: Type.Array(RecordedEvent, { minItems: 1, maxItems: recordLimits.eventsPerRequest }),
  }),
  response: {
    200: Exact({
      items: Described(
        "In the order given.",
        Type.Array(
          Exact({
            id: EventIdSchema,
            problem: Described(
              "Null: it is recorded. `rate.limited`, `service.unavailable`: tell it again, under the same id.",
              Nullable(OneOf(recordProblems)),
            ),
          }),
        ),
      ),
    }),
  },
  problems: ["guard.may_not_record"],
});

export const readEventProof = defineRoute({
  id: "audit.read_proof",
  method: "GET",
  path: "/v1/audit/events/{id}/proof",
  who: "user",
  right: "audit:read",
  rate: "read",
  keys: true,
  summary: "An offline receipt of one event: its entry, tlog-proof and the key to check it with",
  params: ById,
  response: {
    200: Exact({
      index: Type.Integer(),
      entry: Described("The exact leaf, base64.", Type.String()),
      proof: Described("c2sp.org/tlog-proof@v1", Type.String()),
      vkey: Described("Verifier key of the log, c2sp.org/signed-note.", Type.String()),
      personal: Described(
        "Opens the commitment in the entry; null where there is none or where it was erased.",
        Nullable(Exact({ salt: Type.String(), json: Type.String() })),
      ),
    }),
  },
  problems: ["event.not_found", "event.not_sequenced"],
});

export const readCheckpoint = defineRoute({
  id: "audit.read_checkpoint",
  method: "GET",
  path: "/v1/audit/log/checkpoint",
  who: "user",
  right: "audit:read",
  rate: "read",
  keys: true,
  summary: "The newest signed checkpoint (c2sp.org/tlog-checkpoint)",
  response: { 200: "text/plain; charset=utf-8" },
  problems: ["event.not_sequenced"],
});

export const readVerifierKey = defineRoute({
  id: "audit.read_vkey",
  method: "GET",
  path: "/v1/audit/log/vkey",
  who: "user",
  right: "audit:read",
  rate: "read",
  keys: true,
  summary: "The verifier key of the account's log (c2sp.org/signed-note)",
  response: { 200: "text/plain; charset=utf-8" },
  problems: [],
});

export const readTile = defineRoute({
  id: "audit.read_tile",
  method: "GET",
  path: "/v1/audit/log/tile/*",
  who: "user",
  right: "audit:read",
  rate: "read",
  keys: true,
  summary: "A tile of the log: `<level>/<index>` or `entries/<index>`, in c2sp.org/tlog-tiles layout",
  params: Exact({ "*": Type.String({ maxLength: 80 }) }),
  response: { 200: "application/octet-stream" },
  problems: ["log.tile_not_found"],
});

export const listPersonal = defineRoute({
  id: "audit.list_personal",
  method: "GET",
  path: "/v1/audit/log/personal",
  who: "user",
  right: "audit:export",
  rate: "read",
  keys: true,
  summary: "The openings of the log's personal commitments that still exist, by index",
  query: Exact({
    from: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 52 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 500 })),
  }),
  response: {
    200: Exact({
      items: Type.Array(Exact({ index: Type.Integer(), id: EventIdSchema, salt: Type.String(), json: Type.String() })),
      next: Nullable(Type.Integer()),
    }),
  },
  problems: [],
});
