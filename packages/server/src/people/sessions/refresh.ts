import { equalBytes } from "../../kernel/bytes.ts";
import { Problem } from "../../kernel/problem.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Revoke } from "../../tenancy/outbox/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { notify } from "../notices/index.ts";
import { sessionEvent } from "./events.ts";
import { issueTokens, openDevice, type SessionDeps, type Tokens } from "./open.ts";
import {
  openRefreshKey,
  parseRefreshToken,
  refreshHash,
  type RefreshKey,
  type RefreshToken,
  successorOf,
} from "./refresh-token.ts";
import { stateOf } from "./session.ts";
import { lockForRefresh, type RefreshRow, revokeRow, rotateRefresh } from "./store.ts";

/** Parallel tabs may refresh with the same token this long after it was exchanged; later it is a replay. */
const graceMs = 3_000;

/**
 * Exchanges a refresh token for new tokens. One that was exchanged before gets the same successor within the grace; after
 * it, it ends the session: its owner or a thief holds the newer one (RFC 9700 §4.14.2).
 * @throws Problem(`session.expired`)
 */
export async function refreshSession(deps: SessionDeps, raw: string, origin: Origin): Promise<Tokens> {
  const token = parseRefreshToken(raw);
  if (token === null) throw new Problem("session.expired");
  const { value } = await deps.revoker
    .within(token.accountId, (scope, revoke) => exchange(deps, scope, token, revoke, origin))
    .catch(unknownAccount);
  // Thrown only after the commit: a throw inside would roll the trace of a replay back.
  if (value === null) throw new Problem("session.expired");
  return value;
}

async function exchange(
  deps: SessionDeps,
  scope: AccountScope,
  token: RefreshToken,
  revoke: Revoke,
  origin: Origin,
): Promise<Tokens | null> {
  const now = deps.clock();
  const row = await lockForRefresh(scope, token.sessionId);
  if (row === null || stateOf(row, now) !== "live") return null;
  const actor = { type: "user", id: row.userId } as const;
  const key = openRefreshKey(scope, row);
  switch (standingOf(key, row, token.secret, now)) {
    case "current": {
      const secret = successorOf(key, token.secret);
      await rotateRefresh(scope, { id: row.id, next: refreshHash(secret), now });
      await emit(scope, sessionEvent("session.refreshed", { ...origin, actor }, row));
      return reissue(deps, scope, row, secret);
    }
    case "just_exchanged":
      return reissue(deps, scope, row, successorOf(key, token.secret));
    case "replayed": {
      await revokeRow(scope, { id: row.id, userId: row.userId, now });
      await revoke({ kind: "session", subject: row.id });
      await emit(scope, sessionEvent("session.refresh_reused", { ...origin, actor }, row));
      await notify(deps, scope, {
        notice: "session.ended",
        user: row.userId,
        origin: { ...origin, actor },
        facts: { reason: "reuse" },
      });
      return null;
    }
    case "forged":
      return null;
  }
}

/**
 * How far back a replay is recognised: three weeks of refreshing every quarter of an hour. A made-up token costs that
 * many steps of about 10 µs, and no session that refreshes without need can make it cost more.
 */
const rememberedRotations = 2_000;

type Standing = "current" | "just_exchanged" | "replayed" | "forged";

/**
 * Where a secret stands in its session's chain. Only the newest is stored: an older one is recognised by its descendants,
 * which lead to the stored one. What leads nowhere was never ours, or is older than is remembered, and ends nobody's
 * session.
 */
export function standingOf(
  key: RefreshKey,
  row: Pick<RefreshRow, "refreshHash" | "rotations" | "rotatedAt">,
  presented: string,
  now: number,
): Standing {
  let secret = presented;
  for (let age = 0; age <= Math.min(row.rotations, rememberedRotations); age += 1) {
    if (equalBytes(refreshHash(secret), row.refreshHash)) {
      if (age === 0) return "current";
      return age === 1 && now - row.rotatedAt <= graceMs ? "just_exchanged" : "replayed";
    }
    secret = successorOf(key, secret);
  }
  return "forged";
}

async function reissue(deps: SessionDeps, scope: AccountScope, row: RefreshRow, secret: string): Promise<Tokens> {
  return issueTokens(deps, scope, {
    session: row,
    device: openDevice(scope, row),
    secret,
    policy: await policyOf(scope),
  });
}

function unknownAccount(error: unknown): never {
  if (error instanceof Problem && error.code === "account.not_found") throw new Problem("session.expired");
  throw error;
}
