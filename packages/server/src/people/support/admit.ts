import { equalBytes } from "../../kernel/bytes.ts";
import type { Clock } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Authenticator, Caller, RequestFacts } from "../../platform/http/index.ts";
import { append, type AppendDeps, originOf } from "../../tenancy/audit/index.ts";
import { type DirectoryDeps, withAccount } from "../../tenancy/directory/index.ts";
import { supportEvent } from "./events.ts";
import { namePlace } from "./grant.ts";
import { mustBeLive } from "./live-grant.ts";
import { readSession, touchSession } from "./store.ts";
import { isSupportToken, parseSupportToken, type SupportToken, supportHash } from "./token.ts";

export interface AdmitDeps {
  readonly directory: DirectoryDeps;
  readonly clock: Clock;
}

/**
 * Takes support's tokens as well. They are never remembered: each request reads the grant, so that one which was withdrawn
 * or ran out a moment ago opens nothing, whatever this process knows of revocations.
 */
export const admitSupport = (deps: AdmitDeps, members: Authenticator): Authenticator => ({
  known: (token) => (isSupportToken(token) ? null : members.known(token)),
  verify: (token) => (isSupportToken(token) ? verifySupport(deps, token) : members.verify(token)),
});

async function verifySupport(deps: AdmitDeps, raw: string): Promise<Caller> {
  const token = parseSupportToken(raw);
  if (token === null) throw new Problem("session.expired");
  try {
    return await readCaller(deps, token);
  } catch (error) {
    // One code for whatever it is not good for any more: nobody learns which grants there are.
    if (error instanceof Problem && over.has(error.code)) throw new Problem("session.expired");
    throw error;
  }
}

const over: ReadonlySet<string> = new Set([
  "account.not_found",
  "account.sealed",
  "support.grant_not_found",
  "support.grant_over",
]);

const readCaller = ({ directory, clock }: AdmitDeps, { accountId, sessionId, secret }: SupportToken): Promise<Caller> =>
  withAccount(directory, accountId, async (scope) => {
    const session = await readSession(scope, sessionId);
    if (session === null || !equalBytes(session.tokenHash, supportHash(secret))) throw new Problem("session.expired");
    const { grant, rights } = await mustBeLive(scope, session.grantId);
    await touchSession(scope, sessionId, clock());
    return {
      accountId,
      userId: grant.grantedBy,
      sessionId,
      role: "support",
      rights,
      // Never recent: what asks for a proof is not for support.
      provedAt: 0,
      factorProvedAt: null,
      factorDueAt: null,
      support: { grantId: grant.id, name: scope.keys.openText(namePlace(sessionId), session.nameSealed) },
    };
  });

/** A route that support calls. */
export interface SupportAct {
  readonly routeId: string;
  readonly request: RequestFacts;
}

/** Writes down what support is about to read, with both actors. @throws what keeps it from being written */
export async function recordSupportRead(
  deps: AppendDeps,
  caller: Caller,
  { routeId, request }: SupportAct,
): Promise<void> {
  if (caller.support === null) throw new TypeError("only what support reads is recorded here");
  const origin = originOf({ caller, request });
  const told = supportEvent("support.read", origin, caller.support.grantId, { details: { route: routeId } });
  await append(deps, caller.accountId, told);
}
