import type { AccountId, SessionId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Revoke } from "../../tenancy/outbox/index.ts";
import { readAccessToken } from "./access-token.ts";
import { sessionEvent } from "./events.ts";
import type { SessionDeps } from "./open.ts";
import { standingOf } from "./refresh.ts";
import { openRefreshKey, parseRefreshToken } from "./refresh-token.ts";
import { stateOf } from "./session.ts";
import { lockForRefresh, revokeRow } from "./store.ts";

/** A session that a token names, and the proof that is still to be checked against its row. */
interface Named {
  readonly accountId: AccountId;
  readonly sessionId: SessionId;
  /** Null where a signature has proved it already. */
  readonly refreshSecret: string | null;
}

/**
 * Ends the session of an access or refresh token, everywhere, before it answers: whoever has one of them may end both
 * (RFC 7009 §2.1). Nothing happens for a token that is over, forged or not of the account `of`.
 */
export async function endSessionOfToken(
  deps: SessionDeps,
  token: string,
  { of, origin }: { of: AccountId | null; origin: Origin },
): Promise<void> {
  const named = await sessionOf(deps, token);
  if (named === null || (of !== null && of !== named.accountId)) return;
  await deps.revoker
    .within(named.accountId, (scope, revoke) => end(deps, scope, named, revoke, origin))
    .catch(unknownAccount);
}

async function sessionOf(deps: SessionDeps, token: string): Promise<Named | null> {
  const refresh = parseRefreshToken(token);
  if (refresh !== null) return { ...refresh, refreshSecret: refresh.secret };
  const claims = readAccessToken(await deps.keyring.keysFor(token), deps.issuer, token, deps.clock());
  return claims === null ? null : { ...claims, refreshSecret: null };
}

async function end(
  deps: SessionDeps,
  scope: AccountScope,
  { sessionId, refreshSecret }: Named,
  revoke: Revoke,
  origin: Origin,
): Promise<void> {
  const now = deps.clock();
  const row = await lockForRefresh(scope, sessionId);
  if (row === null || stateOf(row, now) !== "live") return;
  // One that was exchanged before ends the session as well: as a replay it would.
  if (refreshSecret !== null && standingOf(openRefreshKey(scope, row), row, refreshSecret, now) === "forged") return;
  await revokeRow(scope, { id: row.id, userId: row.userId, now });
  await emit(scope, sessionEvent("session.revoked", { ...origin, actor: { type: "user", id: row.userId } }, row));
  await revoke({ kind: "session", subject: row.id });
}

function unknownAccount(error: unknown): null {
  if (error instanceof Problem && error.code === "account.not_found") return null;
  throw error;
}
