import { Type } from "typebox";

import { defineRoute } from "../route.ts";
import { Exact } from "../schemas.ts";

export const readJwks = defineRoute({
  id: "keys.jwks",
  method: "GET",
  path: "/.well-known/jwks.json",
  who: "public",
  right: null,
  rate: "read",
  summary: "Public keys of the access tokens (RFC 7517)",
  response: {
    200: Exact({
      keys: Type.Array(
        Exact({
          kty: Type.Literal("OKP"),
          crv: Type.Literal("Ed25519"),
          x: Type.String(),
          kid: Type.String(),
          alg: Type.Literal("EdDSA"),
          use: Type.Literal("sig"),
        }),
      ),
    }),
  },
  problems: [],
});
