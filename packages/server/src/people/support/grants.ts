import type {
  AccountId,
  RevocationCertificate,
  SupportGrantId,
  SupportGrantView,
  SupportScope,
} from "@holdfast/contract";

import { hours as hoursMs } from "../../kernel/clock.ts";
import { newId, parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin, originWithin } from "../../tenancy/audit/index.ts";
import { type AccountScope, type DirectoryDeps, maintainAccount, withAccount } from "../../tenancy/directory/index.ts";
import { enqueue, type Revoker } from "../../tenancy/outbox/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import { assertMayGrant } from "../roles/index.ts";
import { supportEvent } from "./events.ts";
import { defaultHours, type Grant, grantView, longestMs, reasonPlace, rightsOf, scopeText, stateOf } from "./grant.ts";
import { isBacked } from "./live-grant.ts";
import { endGrant, insertGrant, listGrantRows, listSessionsOn, listStandingGrants, lockGrant } from "./store.ts";

interface CloseDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
}

export interface SupportDeps extends CloseDeps {
  readonly revoker: Revoker;
}

/** Lets the operator's support read for some hours. Nobody shows more than they may see. @throws Problem(`role.exceeds_own`) */
export async function grantSupport(
  deps: SupportDeps,
  caller: Caller,
  wish: { scopes: readonly SupportScope[]; hours?: number; reason: string },
  origin: Origin,
): Promise<SupportGrantView> {
  const { scopes, hours = defaultHours, reason } = wish;
  assertMayGrant(rightsOf(scopes), caller);
  const now = deps.clock();
  const id = newId("supportGrant", now);
  const until = now + Math.min(hoursMs(hours), longestMs);
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const reasonSealed = scope.keys.seal(reasonPlace(id), reason);
    const unused = { usedAt: null, endedAt: null, revoked: false } as const;
    const grant: Grant = { id, grantedBy: caller.userId, scopes, reasonSealed, createdAt: now, until, ...unused };
    await insertGrant(scope, grant);
    await awaitEnd(scope, grant);
    const details = { scopes: scopes.join(","), until: new Date(until).toISOString() };
    await emit(scope, supportEvent("support.granted", origin, id, { details, personal: { reason } }));
    const facts = { scope: scopeText(scopes), until };
    await notify(deps, scope, { notice: "support.granted", user: null, origin, facts });
    return grantView(scope, grant, []);
  });
}

/** The newest first. */
export async function listGrants(
  deps: SupportDeps,
  caller: Caller,
  { limit = 50, cursor = null }: { limit?: number; cursor?: string | null },
): Promise<{ items: SupportGrantView[]; nextCursor: string | null }> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const rows = await listGrantRows(scope, { before: cursor, limit: limit + 1 });
    const grants = rows.slice(0, limit);
    const uses = await listSessionsOn(
      scope,
      grants.map(({ id }) => id),
    );
    const viewOf = (grant: Grant): SupportGrantView =>
      grantView(
        scope,
        grant,
        uses.filter(({ grantId }) => grantId === grant.id),
      );
    return { items: grants.map(viewOf), nextCursor: rows.length > limit ? (grants.at(-1)?.id ?? null) : null };
  });
}

/**
 * Withdraws a grant, whoever gave it: nothing that came in on it is answered any more once this is. Again for one that is
 * over, it certifies again.
 * @throws Problem(`support.grant_not_found`)
 */
export async function revokeGrant(
  deps: SupportDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<{ grant: SupportGrantView; certificate: RevocationCertificate | null }> {
  const id = parseId("supportGrant", rawId, "support.grant_not_found");
  const { value, certificate } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    const grant = await mustLock(scope, id);
    if (grant.endedAt === null) {
      await endGrant(scope, { id, now: deps.clock(), revoked: true });
      await emit(scope, supportEvent("support.revoked", origin, id));
      const facts = { scope: scopeText(grant.scopes) };
      await notify(deps, scope, { notice: "support.ended", user: null, origin, facts });
    }
    const uses = await listSessionsOn(scope, [id]);
    for (const session of uses) await revoke({ kind: "session", subject: session.id });
    return grantView(scope, await mustLock(scope, id), uses);
  });
  return { grant: value, certificate };
}

async function mustLock(scope: AccountScope, id: SupportGrantId): Promise<Grant> {
  const grant = await lockGrant(scope, id);
  if (grant === null) throw new Problem("support.grant_not_found");
  return grant;
}

/** What everybody of the account is shown while support may look in. */
export async function listPresence(deps: Pick<SupportDeps, "directory" | "clock">, caller: Caller) {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const items = [];
    for (const grant of await listStandingGrants(scope)) {
      if (stateOf(grant, deps.clock()) !== "open" || !(await isBacked(scope, grant))) continue;
      items.push({
        grant: grant.id,
        scopes: [...grant.scopes],
        until: new Date(grant.until).toISOString(),
        openedAt: grant.usedAt === null ? null : new Date(grant.usedAt).toISOString(),
      });
    }
    return { items };
  });
}

/** Has the end of a grant seen to when it comes. */
async function awaitEnd(scope: AccountScope, { id, until }: Pick<Grant, "id" | "until">): Promise<void> {
  const delaySeconds = Math.max(1, Math.ceil((until - scope.clock()) / 1000));
  await enqueue(scope, { kind: "support_end", grantId: id }, { delaySeconds });
}

/**
 * Says of a grant that it has run out. It opened nothing any more since then. Also while the account is sealed: its people
 * are told all the more.
 */
export async function closeLapsedGrant(deps: CloseDeps, accountId: AccountId, rawId: string): Promise<void> {
  const id = parseId("supportGrant", rawId, "support.grant_not_found");
  await maintainAccount(deps.directory, accountId, async (scope) => {
    const grant = await lockGrant(scope, id);
    if (grant === null || grant.endedAt !== null) return;
    // The database's clock, by which this was called, may run ahead of ours.
    if (deps.clock() < grant.until) return awaitEnd(scope, grant);
    const origin = originWithin("system", "support");
    await endGrant(scope, { id, now: grant.until, revoked: false });
    await emit(scope, supportEvent("support.expired", origin, id));
    const facts = { scope: scopeText(grant.scopes) };
    await notify(deps, scope, { notice: "support.ended", user: null, origin, facts });
  });
}
