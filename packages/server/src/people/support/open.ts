import { type AccountId, hasRight, type SupportGrantId, type SupportScope } from "@holdfast/contract";

import { randomToken } from "../../kernel/bytes.ts";
import { newId, parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import { emit, type Origin, originOnGrant, originWithin } from "../../tenancy/audit/index.ts";
import { type AccountScope, type DirectoryDeps, maintainAccount, withAccount } from "../../tenancy/directory/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import { administratorsOf } from "../users/index.ts";
import { glassBroken, supportEvent } from "./events.ts";
import { type Grant, namePlace, scopeText } from "./grant.ts";
import { assertLive, mustBeLive } from "./live-grant.ts";
import { insertSession, lockGrant, markUsed } from "./store.ts";
import { formatSupportToken, supportHash } from "./token.ts";

/** What the operator's commands need to come in. */
export interface OperatorDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
}

/** Somebody of the operator, under the name that the account's log keeps of them, on a grant. */
export interface Entrant {
  readonly grant: string;
  readonly name: string;
}

/**
 * Begins to use a grant: a token that reads over the API what the grant covers, and ends with it. The first use is mailed
 * to the account's administrators.
 * @throws Problem(`support.grant_not_found`) also for another account's grant, Problem(`support.grant_over`)
 */
export async function openSupport(
  deps: OperatorDeps,
  accountId: AccountId,
  entrant: Entrant,
): Promise<{ token: string; scopes: readonly SupportScope[]; until: number }> {
  const grantId = parseGrant(entrant.grant);
  return withAccount(deps.directory, accountId, async (scope) => {
    const { grant } = await assertLive(scope, await lockGrant(scope, grantId));
    const [id, secret] = [newId("session", deps.clock()), randomToken()];
    const nameSealed = scope.keys.seal(namePlace(id), entrant.name);
    const row = { id, grantId, tokenHash: supportHash(secret), nameSealed, openedAt: deps.clock(), lastUsedAt: null };
    await insertSession(scope, row);
    await tellOpened(deps, scope, { grant, name: entrant.name, way: "api" });
    const token = formatSupportToken({ accountId, sessionId: id, secret });
    return { token, scopes: grant.scopes, until: grant.until };
  });
}

const parseGrant = (raw: string): SupportGrantId => parseId("supportGrant", raw, "support.grant_not_found");

async function tellOpened(
  deps: NoticeDeps,
  scope: AccountScope,
  { grant, name, way }: { grant: Grant; name: string; way: "api" | "export" },
): Promise<Origin> {
  const origin = originOnGrant(name, { id: grant.id, by: grant.grantedBy });
  await emit(scope, supportEvent("support.opened", origin, grant.id, { details: { way } }));
  if (grant.usedAt === null) {
    await markUsed(scope, grant.id, deps.clock());
    const facts = { scope: scopeText(grant.scopes) };
    await notify(deps, scope, { notice: "support.used", user: null, origin, facts });
  }
  return origin;
}

/** Leave to read an account's log at the command line. */
export interface LogPermit {
  /** Whom each further event of the reading names. */
  readonly origin: Origin;
  /** Whether the personal parts may be read, too. */
  readonly personal: boolean;
  /** Asked in each transaction that reads: a grant may end meanwhile. */
  assertValid(scope: AccountScope): Promise<void>;
}

/**
 * Leave to export the log on a grant that covers it, without its personal parts: those are for who may export them.
 * @throws Problem(`support.grant_not_found`), Problem(`support.grant_over`), Problem(`support.scope_missing`)
 */
export async function permitOnGrant(deps: OperatorDeps, accountId: AccountId, entrant: Entrant): Promise<LogPermit> {
  const grantId = parseGrant(entrant.grant);
  const origin = await withAccount(deps.directory, accountId, async (scope) => {
    const { grant } = await assertCovers(scope, await lockGrant(scope, grantId));
    return tellOpened(deps, scope, { grant, name: entrant.name, way: "export" });
  });
  return {
    origin,
    personal: false,
    assertValid: async (scope) => {
      await assertCovers(scope, (await mustBeLive(scope, grantId)).grant);
    },
  };
}

async function assertCovers(scope: AccountScope, grant: Grant | null): Promise<{ grant: Grant }> {
  const live = await assertLive(scope, grant);
  if (!hasRight(live.rights, "audit:read")) throw new Problem("support.scope_missing");
  return live;
}

/**
 * Leave to export the log without anybody's: for emergencies, and never quietly. Before anything is read the reason stands
 * in the account's log, and mails to its administrators in its outbox. Also while the account is sealed.
 * @throws Problem(`support.nobody_to_tell`)
 */
export async function breakGlass(
  deps: OperatorDeps,
  accountId: AccountId,
  { name, reason }: { name: string; reason: string },
): Promise<LogPermit> {
  const origin = originWithin("operator", name);
  await maintainAccount(deps.directory, accountId, async (scope) => {
    const told = (await administratorsOf(scope)).filter(({ emailVerifiedAt }) => emailVerifiedAt !== null);
    if (told.length === 0) throw new Problem("support.nobody_to_tell");
    await emit(scope, glassBroken(origin, accountId, reason));
    await notify(deps, scope, { notice: "support.glass_broken", user: null, origin, facts: { name, reason } });
  });
  return { origin, personal: true, assertValid: async () => {} };
}
