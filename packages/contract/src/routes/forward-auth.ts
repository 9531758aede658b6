import { Type } from "typebox";

import { rights } from "../rights.ts";
import { defineRoute } from "../route.ts";
import { Described, Empty, Exact } from "../schemas.ts";

const oneRight = `(${rights.join("|")})`;

export const forwardAuth = defineRoute({
  id: "forward_auth.check",
  method: "GET",
  path: "/v1/forward-auth",
  who: "forwarded",
  right: null,
  rate: "guard",
  keys: true,
  summary:
    "For a proxy, about a request that it holds back: `200` with `Holdfast-Account`, `-User`, `-Session` or `-Key`, " +
    "`-Role` and `-Rights`, or a refusal whose code stands in `Holdfast-Problem`, too. The credential is the request's " +
    "own; what it is for stands in `X-Forwarded-Method` and `X-Forwarded-Uri`. Any method at `/v1/forward-auth/` and " +
    "the request's own path asks the same, as Envoy does",
  query: Exact({
    right: Type.Optional(
      Described(
        "Rights that the caller must have, all of them, with commas between.",
        Type.String({ pattern: `^${oneRight}(,${oneRight})*$`, maxLength: 400 }),
      ),
    ),
    proof: Type.Optional(
      Described(
        "What must have been proved within the last ten minutes: who it is, or a second factor.",
        Type.Union([Type.Literal("recent"), Type.Literal("factor")]),
      ),
    ),
    path: Type.Optional(
      Described(
        "Lets paths through that servers read in different ways, for a product that decides nothing by its path.",
        Type.Literal("any"),
      ),
    ),
    signIn: Type.Optional(
      Described("Sends browsers that have not signed in to the console's sign-in.", Type.Literal("redirect")),
    ),
  }),
  response: { 200: Empty },
  problems: [
    "forward_auth.original_unknown",
    "forward_auth.path_ambiguous",
    "forward_auth.unmapped",
    "request.cross_site",
    "right.missing",
    "key.not_allowed",
    "auth.recent_required",
    "auth.factor_required",
    "support.read_only",
  ],
});
