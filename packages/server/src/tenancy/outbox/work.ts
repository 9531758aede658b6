import { type AccountId, isId, type UserId } from "@holdfast/contract";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";

import type { Revocation } from "../revocation/index.ts";

/** What may follow from a change. Delivered at least once; every kind bears a repetition. */
export const OutboxWork = Type.Union([
  Type.Object({
    kind: Type.Literal("mail"),
    to: Type.String(),
    subject: Type.String(),
    text: Type.String(),
    html: Type.Optional(Type.String()),
    /** Which notice it is, and whose address it goes to, where it is one of a user. */
    notice: Type.Optional(Type.String()),
    userId: Type.Optional(Type.String()),
  }),
  // What somebody chose to read once a day.
  Type.Object({ kind: Type.Literal("digest"), userId: Type.String() }),
  Type.Object({
    kind: Type.Literal("revocation"),
    revoked: Type.Union([Type.Literal("session"), Type.Literal("key"), Type.Literal("user"), Type.Literal("account")]),
    subject: Type.String(),
  }),
  // The directory's ways to a user, brought to what the account says.
  Type.Object({ kind: Type.Literal("address"), userId: Type.String() }),
  // What somebody let the operator's support read, and for how long, is over.
  Type.Object({ kind: Type.Literal("support_end"), grantId: Type.String() }),
]);
export type OutboxWork = Static<typeof OutboxWork>;

export const outboxKinds = [
  "revocation",
  "mail",
  "address",
  "digest",
  "support_end",
] as const satisfies readonly OutboxWork["kind"][];
export type OutboxKind = (typeof outboxKinds)[number];

const shape = Compile(OutboxWork);

/** @throws when a decrypted payload is not work that this program knows. */
export const parseWork = (json: string): OutboxWork => shape.Parse(JSON.parse(json));

type RevocationWork = Extract<OutboxWork, { kind: "revocation" }>;

export const revocationWork = ({ kind, subject }: Revocation): RevocationWork => ({
  kind: "revocation",
  revoked: kind,
  subject,
});

/** @throws when the subject is not an id of the kind; such work was not written by us. */
export function revocationOf(accountId: AccountId, { revoked, subject }: RevocationWork): Revocation {
  if (revoked === "session" && isId("session", subject)) return { accountId, kind: revoked, subject };
  if (revoked === "key" && isId("apiKey", subject)) return { accountId, kind: revoked, subject };
  if (revoked === "user" && isId("user", subject)) return { accountId, kind: revoked, subject };
  if (revoked === "account" && isId("account", subject)) return { accountId, kind: revoked, subject };
  throw new Error("an outbox row names no subject");
}

/** @throws when the work names no user; such work was not written by us. */
export function userOf({ userId }: Extract<OutboxWork, { kind: "address" }>): UserId {
  if (!isId("user", userId)) throw new Error("an outbox row names no user");
  return userId;
}
