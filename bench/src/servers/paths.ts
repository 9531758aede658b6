import { defineRoute, routes } from "@holdfast/contract";
import { Type } from "typebox";

/** What both sides answer: who the caller is, as any route of a product would know it. */
export const Identity = Type.Object(
  {
    accountId: Type.String(),
    userId: Type.String(),
    sessionId: Type.String(),
    role: Type.String(),
    provedAt: Type.Integer(),
  },
  { additionalProperties: false },
);

/**
 * A route like every other: caller, right, rate limit, schemas, headers, log and metrics are the server's own. It reads
 * nothing, so that what is measured is the way to the handler and back.
 */
export const whoAmI = defineRoute({
  id: "bench.who_am_i",
  method: "GET",
  path: "/v1/bench/me",
  who: "user",
  right: "account:read",
  rate: "read",
  summary: "The caller",
  response: { 200: Identity },
  problems: [],
});

/** The same for programs, which come with an API key. */
export const whoAmIByKey = defineRoute({
  ...whoAmI,
  id: "bench.who_am_i_by_key",
  path: "/v1/bench/me/key",
  keys: true,
});

/** The same route, by how much of the way is taken. */
export const paths = {
  /** As in production. */
  whole: whoAmI.path,
  /** Memory may not be trusted, as on a node that has lost touch with the revocation log: the row is read each time. */
  distrustful: `${whoAmI.path}/distrustful`,
  /** Every token is seen for the first time: signature and row. */
  unknown: `${whoAmI.path}/unknown`,
} as const;

/** Of plain Fastify: a session's row by its primary key, and nothing else. */
export const rowPath = `${whoAmI.path}/row`;

/** Of better-auth. */
export const peerPaths = {
  session: "/api/auth/get-session",
  cached: "/api/cached/get-session",
  /** `auth.api.getSession` behind node:http, without its router. */
  direct: "/direct",
  /** `auth.api.verifyApiKey`, likewise. */
  apiKey: "/api-key",
} as const;

/** Of a product: a hello as it is, and behind our guard. */
export const helloPath = "/hello";
export const guardedPath = "/guarded";

/** What proxies ask, of Holdfast and of plain Fastify. */
export const forwardAuthPath = routes.forwardAuth.path;
