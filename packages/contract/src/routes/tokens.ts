import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import { AccountIdSchema, ApiKeyIdSchema, Described, Empty, Exact, SessionIdSchema, UserIdSchema } from "../schemas.ts";

/** RFC 7662 §2.1: with a hint the server may look in one place first. Ours tell by their own shape what they are. */
const hint = Type.Optional(Described("Taken and not needed.", Type.String({ maxLength: 64 })));
const Token = Described("As its bearer sent it.", Type.String({ minLength: 1, maxLength: 2048 }));
const Seconds = Type.Integer({ minimum: 0 });

/** RFC 7662 §2.2, and what is ours beside it. Of a token that opens nothing, `active` alone. */
export const Introspection = Exact({
  active: Type.Boolean(),
  token_type: Type.Optional(Type.Literal("Bearer")),
  sub: Type.Optional(Described("Its user; of an API key, who made it.", UserIdSchema)),
  scope: Type.Optional(Described("Rights that it has at this moment, with spaces between.", Type.String())),
  exp: Type.Optional(Described("Its end, in seconds since 1970.", Seconds)),
  iss: Type.Optional(Type.String()),
  account: Type.Optional(AccountIdSchema),
  session: Type.Optional(SessionIdSchema),
  key: Type.Optional(ApiKeyIdSchema),
  role: Type.Optional(Type.String()),
  auth_time: Type.Optional(Described("When its user last proved who they are (RFC 9470 §6.2).", Seconds)),
  factor_time: Type.Optional(Described("When they last proved a second factor.", Seconds)),
});
export type Introspection = Static<typeof Introspection>;

export const introspectToken = defineRoute({
  id: "tokens.introspect",
  method: "POST",
  path: "/v1/introspect",
  who: "guard",
  right: "users:read",
  rate: "guard",
  keys: true,
  form: true,
  summary:
    "Whether a session's token or an API key is good at this moment, and for what (RFC 7662). Ask with the token of a " +
    "guard, or with an API key that has `users:read`; tokens of other accounts are not active to you",
  body: Exact({
    token: Token,
    token_type_hint: hint,
    address: Type.Optional(
      Described(
        "Address of who presented the token. Without it an API key that is bound to addresses is not active.",
        Type.String({ maxLength: 45 }),
      ),
    ),
  }),
  response: { 200: Introspection },
  problems: ["service.unavailable"],
});

export const revokeToken = defineRoute({
  id: "tokens.revoke",
  method: "POST",
  path: "/v1/revoke",
  who: "guard",
  right: null,
  rate: "guard",
  form: true,
  summary:
    "End the session of an access or refresh token, everywhere (RFC 7009). A token that opens nothing, or is another " +
    "account's, is answered alike",
  body: Exact({ token: Token, token_type_hint: hint }),
  response: { 200: Empty },
  problems: ["token.not_revocable", "service.unavailable"],
});
