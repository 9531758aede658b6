import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { Static } from "typebox";

/** What may follow from a change. Delivered at least once; every kind bears a repetition. */
export const OutboxWork = Type.Union([
  Type.Object({
    kind: Type.Literal("mail"),
    to: Type.String(),
    subject: Type.String(),
    text: Type.String(),
  }),
  Type.Object({
    kind: Type.Literal("revocation"),
    revoked: Type.Union([Type.Literal("session"), Type.Literal("user"), Type.Literal("account")]),
    subject: Type.String(),
  }),
]);
export type OutboxWork = Static<typeof OutboxWork>;

const shape = Compile(OutboxWork);

/** @throws when a decrypted payload is not work that this program knows. */
export const parseWork = (json: string): OutboxWork => shape.Parse(JSON.parse(json));
