import {
  type ApiKeyId,
  isSubset,
  type KeyRight,
  type KeySecret,
  type Right,
  rightSet,
  type UserId,
} from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { lockUntilCommit } from "../../tenancy/registry/index.ts";
import { notify } from "../notices/index.ts";
import { holdActive } from "../users/index.ts";
import { normaliseAllowList } from "./allow-list.ts";
import { keyView, mostKeysPerUser, place, sealAddresses } from "./api-key.ts";
import type { KeyDeps } from "./deps.ts";
import { keyEvent } from "./events.ts";
import { keyHash, newKeyText } from "./key-format.ts";
import { nextNotice } from "./reminder.ts";
import { countKeys, insertKey, markNextNotice, readHeldKey } from "./store.ts";

export interface KeyWish {
  readonly name: string;
  readonly scopes: readonly KeyRight[];
  readonly expiresInDays?: number;
  readonly allowedAddresses?: readonly string[] | null;
  readonly requestsPerMinute?: number;
}

const usualRequestsPerMinute = 600;

/**
 * Makes a key with some of the caller's rights and tells them so. The text of the key is in the answer and nowhere else.
 * @throws Problem(`key.scope_exceeds_own`), Problem(`key.lives_too_long`), Problem(`key.address_malformed`),
 * Problem(`key.too_many`)
 */
export async function createKey(deps: KeyDeps, caller: Caller, wish: KeyWish, origin: Origin): Promise<KeySecret> {
  assertWithinOwn(wish.scopes, caller);
  const allowed = wish.allowedAddresses ?? null;
  const addresses = allowed === null ? null : normaliseAllowList(allowed);
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    // Whoever suspends them meanwhile waits, and then finds the key.
    if (!(await holdActive(scope, caller.userId))) throw new Problem("session.expired");
    await assertRoom(scope, caller.userId, mostKeysPerUser);
    const made = await issueKey(deps, scope, {
      userId: caller.userId,
      name: wish.name,
      scopes: [...new Set(wish.scopes)],
      expiresInDays: wish.expiresInDays,
      addresses,
      requestsPerMinute: wish.requestsPerMinute ?? usualRequestsPerMinute,
    });
    const { id, scopes, expiresAt } = made.key;
    await emit(
      scope,
      keyEvent(
        "api_key.created",
        origin,
        { id, userId: caller.userId },
        {
          details: { scopes: scopes.join(","), expiresAt },
          personal: { name: wish.name, ...(addresses !== null && { addresses: addresses.join(" ") }) },
        },
      ),
    );
    const facts = { name: wish.name };
    await notify(deps, scope, { notice: "key.created", user: caller.userId, origin, facts });
    return made;
  });
}

/** @throws Problem(`key.scope_exceeds_own`) */
function assertWithinOwn(scopes: readonly Right[], caller: Pick<Caller, "rights">): void {
  if (!isSubset(rightSet(scopes), caller.rights)) throw new Problem("key.scope_exceeds_own");
}

/** @throws Problem(`key.too_many`) */
export async function assertRoom(scope: AccountScope, userId: UserId, most: number): Promise<void> {
  // Else those that are made at once would each count without the others.
  await lockUntilCommit(scope, `api_keys/${userId}`);
  if ((await countKeys(scope, userId, scope.clock())) >= most) throw new Problem("key.too_many");
}

export interface NewKey {
  readonly userId: UserId;
  readonly name: string;
  readonly scopes: readonly Right[];
  readonly expiresInDays: number | undefined;
  readonly addresses: readonly string[] | null;
  readonly requestsPerMinute: number;
}

/** Writes a new key and gives its text away. @throws Problem(`key.lives_too_long`) */
export async function issueKey({ clock }: KeyDeps, scope: AccountScope, wish: NewKey): Promise<KeySecret> {
  const now = clock();
  const { apiKeyMaxDays } = await policyOf(scope);
  const lifetime = wish.expiresInDays ?? apiKeyMaxDays;
  if (lifetime > apiKeyMaxDays) throw new Problem("key.lives_too_long");
  const id: ApiKeyId = newId("apiKey", now);
  const secret = newKeyText({ accountId: scope.accountId, id });
  const expiresAt = now + days(lifetime);
  await insertKey(scope, {
    id,
    userId: wish.userId,
    nameSealed: scope.keys.seal(place(id, "name_sealed"), wish.name),
    secretHash: keyHash(secret),
    scopes: wish.scopes,
    addressesSealed: sealAddresses(scope, id, wish.addresses),
    requestsPerMinute: wish.requestsPerMinute,
    createdAt: now,
    expiresAt,
    noticeDueAt: nextNotice(expiresAt, now),
  });
  await markNextNotice(scope);
  const key = await readHeldKey(scope, id);
  if (key === null) throw new Error("a key that was just written is not there");
  return { key: keyView(scope, key, now), secret };
}
