import { type AccountId, isId, type KeyView, type RevocationCertificate, type UserId } from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import { parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import type { Revoke } from "../../tenancy/outbox/index.ts";
import { mustHave } from "../sessions/index.ts";
import { normaliseAllowList } from "./allow-list.ts";
import { addressesOf, keyView, mostKeysPerUser, nameOf, place, sealAddresses } from "./api-key.ts";
import type { KeyDeps } from "./deps.ts";
import { keyEvent } from "./events.ts";
import { listKeyRows, lockKey, type LockedKey, markNextNotice, readHeldKey, revokeKeyRow, updateKey } from "./store.ts";

/** Those of a member that have ended lately are listed, too. */
const listedAtMost = mostKeysPerUser * 4;

/** The caller's keys, newest first; of `unusedDays`, those that nobody has used for so long. */
export async function listOwnKeys(
  deps: KeyDeps,
  { accountId, userId }: Caller,
  unusedDays: number | null = null,
): Promise<{ items: KeyView[]; nextCursor: null }> {
  const now = deps.clock();
  const unusedSince = unusedDays === null ? null : now - days(unusedDays);
  return withAccount(deps.directory, accountId, async (scope) => {
    const rows = await listKeyRows(scope, { userId, before: null, unusedSince, now, limit: listedAtMost });
    return { items: rows.map((row) => keyView(scope, row, now)), nextCursor: null };
  });
}

export interface AccountKeysQuery {
  readonly user?: string;
  readonly unusedDays?: number;
  readonly limit?: number;
  readonly cursor?: string;
}

/** The keys of all members. A member who is not there has none. */
export async function listAccountKeys(
  deps: KeyDeps,
  accountId: AccountId,
  query: AccountKeysQuery,
): Promise<{ items: KeyView[]; nextCursor: string | null }> {
  const { user, unusedDays, limit = 50, cursor = null } = query;
  if (user !== undefined && !isId("user", user)) return { items: [], nextCursor: null };
  const now = deps.clock();
  const unusedSince = unusedDays === undefined ? null : now - days(unusedDays);
  return withAccount(deps.directory, accountId, async (scope) => {
    const filter = { userId: user ?? null, before: cursor, unusedSince, now, limit: limit + 1 };
    const rows = await listKeyRows(scope, filter);
    const items = rows.slice(0, limit).map((row) => keyView(scope, row, now));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  });
}

export interface KeyChange {
  readonly id: string;
  readonly name?: string;
  readonly allowedAddresses?: readonly string[] | null;
  readonly requestsPerMinute?: number;
}

/**
 * Changes the name, allow-list or limit of a key. Every process holds it to the new ones before this answers.
 * @throws Problem(`key.not_found`), Problem(`key.address_malformed`)
 */
export async function changeKey(deps: KeyDeps, caller: Caller, change: KeyChange, origin: Origin): Promise<KeyView> {
  const { name, allowedAddresses } = change;
  const wanted = allowedAddresses === undefined ? undefined : normalisedOrNull(allowedAddresses);
  const { value } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    const key = await findLive(scope, change.id, caller.userId);
    const { requestsPerMinute = key.requestsPerMinute } = change;
    const addresses = wanted === undefined ? addressesOf(scope, key) : wanted;
    await updateKey(scope, {
      id: key.id,
      nameSealed: name === undefined ? key.nameSealed : scope.keys.seal(place(key.id, "name_sealed"), name),
      addressesSealed: sealAddresses(scope, key.id, addresses),
      requestsPerMinute,
    });
    await emit(scope, keyEvent("api_key.changed", origin, key, factsOf(scope, key, { ...change, wanted })));
    await revoke({ kind: "key", subject: key.id });
    const after = await readHeldKey(scope, key.id);
    if (after === null) throw new Problem("key.not_found");
    return keyView(scope, after, deps.clock());
  });
  return value;
}

/** What was changed, and what it was before: whoever reads it sees whether the key can do more now. */
function factsOf(
  scope: AccountScope,
  key: LockedKey,
  { name, wanted, requestsPerMinute }: Omit<KeyChange, "id"> & { wanted: readonly string[] | null | undefined },
) {
  const inWords = (addresses: readonly string[] | null): string => addresses?.join(" ") ?? "everywhere";
  return {
    details:
      requestsPerMinute === undefined ? {} : { requestsPerMinute, requestsPerMinuteBefore: key.requestsPerMinute },
    personal: {
      ...(name !== undefined && { before: nameOf(scope, key), after: name }),
      ...(wanted !== undefined && { addresses: inWords(wanted), addressesBefore: inWords(addressesOf(scope, key)) }),
    },
  };
}

const normalisedOrNull = (entries: readonly string[] | null): string[] | null =>
  entries === null ? null : normaliseAllowList(entries);

/**
 * Ends a key everywhere, before it answers. Again for one that was revoked already, it certifies again.
 * @param owner whose it has to be; null where it may be anybody's.
 * @throws Problem(`key.not_found`)
 */
export async function revokeKey(
  deps: KeyDeps,
  caller: Pick<Caller, "accountId">,
  target: { id: string; owner: UserId | null },
  origin: Origin,
): Promise<RevocationCertificate> {
  const { certificate } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    await revokeKeyWithin(deps, scope, target, revoke, origin);
  });
  return mustHave(certificate);
}

/** The same inside a transaction. @returns whether it was not revoked yet. @throws Problem(`key.not_found`) */
export async function revokeKeyWithin(
  deps: NoticeDeps,
  scope: AccountScope,
  target: { id: string; owner: UserId | null },
  revoke: Revoke,
  origin: Origin,
): Promise<boolean> {
  const key = await findOwned(scope, target.id, target.owner);
  if (key.revokedAt === null) {
    await endKey(deps, scope, key);
    await emit(scope, keyEvent("api_key.revoked", origin, key, { personal: { name: nameOf(scope, key) } }));
    const facts = { name: nameOf(scope, key) };
    await notify(deps, scope, { notice: "key.revoked", user: key.userId, origin, facts });
  }
  await revoke({ kind: "key", subject: key.id });
  return key.revokedAt === null;
}

/** Writes down that a locked key is revoked. Whoever calls it revokes it in memory, audits and tells. */
export async function endKey({ clock }: Pick<KeyDeps, "clock">, scope: AccountScope, { id }: LockedKey): Promise<void> {
  await revokeKeyRow(scope, id, clock());
  await markNextNotice(scope);
}

/** Locks a key of the user that was not revoked. @throws Problem(`key.not_found`) */
export async function findLive(scope: AccountScope, rawId: string, userId: UserId): Promise<LockedKey> {
  const key = await findOwned(scope, rawId, userId);
  if (key.revokedAt !== null) throw new Problem("key.not_found");
  return key;
}

async function findOwned(scope: AccountScope, rawId: string, owner: UserId | null): Promise<LockedKey> {
  const key = await lockKey(scope, parseId("apiKey", rawId, "key.not_found"));
  if (key === null || (owner !== null && key.userId !== owner)) throw new Problem("key.not_found");
  return key;
}
