import { type EnrolStep, routes, type SignedIn } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { bind, type ReplyControls, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import type { SessionDeps, Tokens } from "./open.ts";
import { refreshSession } from "./refresh.ts";
import { listAccountSessions } from "./account-sessions.ts";
import { listSessions, mustHave, revokeSession, revokeSessionsOf } from "./revoke.ts";

export const sessionRoutes = (deps: SessionDeps): RouteBinding[] => [
  bind(routes.refresh, async (call) => {
    const fromBody = call.body.refreshToken;
    if (fromBody === undefined) call.assertSameOrigin();
    const raw = fromBody ?? call.cookies.refresh;
    if (raw === undefined) throw new Problem("session.expired");
    const tokens = await refreshSession(deps, raw, originOf(call));
    return fromBody === undefined ? intoCookies(call, tokens) : tokens;
  }),
  bind(routes.signOut, async (call) => {
    const certificate = await revokeSession(deps, call.caller, call.caller.sessionId, originOf(call));
    call.reply.clearCookies();
    return certificate;
  }),
  bind(routes.listSessions, ({ caller }) => listSessions(deps, caller, caller.userId)),
  bind(routes.revokeSession, (call) => revokeSession(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.revokeSessions, (call) => {
    const keep = call.query.keep === "current" ? call.caller.sessionId : null;
    return revokeSessionsOf(deps, call.caller, { userId: call.caller.userId, keep }, originOf(call));
  }),
  bind(routes.listAccountSessions, ({ caller, query }) => listAccountSessions(deps, caller, query)),
  bind(routes.listUserSessions, ({ caller, params }) => listSessions(deps, caller, params.id)),
  bind(routes.revokeUserSessions, async (call) => {
    const target = { userId: call.params.id, keep: null };
    const { sessionsEnded, certificate } = await revokeSessionsOf(deps, call.caller, target, originOf(call));
    return { sessionsEnded, certificate: mustHave(certificate) };
  }),
  bind(routes.readJwks, async () => ({
    keys: (await deps.keyring.publicKeys()).map(({ kid, publicKey }) => ({
      kty: "OKP" as const,
      crv: "Ed25519" as const,
      x: Buffer.from(publicKey).toString("base64url"),
      kid,
      alg: "EdDSA" as const,
      use: "sig" as const,
    })),
  })),
];

/** Puts tokens where no script of a page can read them, and answers without them. */
export function intoCookies({ reply }: { reply: ReplyControls }, tokens: Tokens): SignedIn | EnrolStep {
  const seconds = (until: string): number => (Date.parse(until) - Date.now()) / 1000;
  reply.setCookie("access", tokens.accessToken, seconds(tokens.expiresAt));
  reply.setCookie("refresh", tokens.refreshToken, seconds(tokens.session.expiresAt));
  return { ...tokens, accessToken: null, refreshToken: null };
}
