import { hasRight, isRight, type KeySecret, type KeyView, type RevocationCertificate } from "@holdfast/contract";

import { hours } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { notify } from "../notices/index.ts";
import { mustHave } from "../sessions/index.ts";
import { holdActive } from "../users/index.ts";
import { addressesOf, keyView, mostWithReplaced, nameOf } from "./api-key.ts";
import { findLive } from "./api-keys.ts";
import { assertRoom, issueKey } from "./create.ts";
import type { KeyDeps } from "./deps.ts";
import { keyEvent } from "./events.ts";
import { type LockedKey, readHeldKey, replaceKey } from "./store.ts";

export interface RotationWish {
  readonly id: string;
  readonly overlapHours: number;
  readonly expiresInDays: number | undefined;
}

export interface Rotated extends KeySecret {
  readonly previous: KeyView;
  readonly certificate: RevocationCertificate;
}

/**
 * Makes the successor of a key, with the same name, allow-list and limit, and those of its scopes that the caller still
 * has. The old one works on for the overlap, but never longer than it would have.
 * @throws Problem(`key.not_found`), Problem(`key.ended`), Problem(`key.scope_exceeds_own`),
 * Problem(`key.lives_too_long`), Problem(`key.too_many`)
 */
export async function rotateKey(deps: KeyDeps, caller: Caller, wish: RotationWish, origin: Origin): Promise<Rotated> {
  const { value, certificate } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    if (!(await holdActive(scope, caller.userId))) throw new Problem("session.expired");
    const old = await findLive(scope, wish.id, caller.userId);
    const now = deps.clock();
    if (old.replacedBy !== null || old.expiresAt <= now) throw new Problem("key.ended");
    await assertRoom(scope, caller.userId, mostWithReplaced);
    const made = await issueSuccessor(deps, scope, { old, caller, expiresInDays: wish.expiresInDays });
    const expiresAt = Math.min(old.expiresAt, now + hours(wish.overlapHours));
    await replaceKey(scope, { id: old.id, successor: made.key.id, expiresAt });
    const details = { successor: made.key.id, overlapHours: wish.overlapHours };
    await emit(scope, keyEvent("api_key.rotated", origin, old, { details, personal: { name: made.key.name } }));
    await notify(deps, scope, { notice: "key.rotated", user: old.userId, origin, facts: { name: made.key.name } });
    // Its end moved: whoever remembers it reads it again.
    await revoke({ kind: "key", subject: old.id });
    return { ...made, previous: await viewOf(deps, scope, old) };
  });
  return { ...value, certificate: mustHave(certificate) };
}

function issueSuccessor(
  deps: KeyDeps,
  scope: AccountScope,
  { old, caller, expiresInDays }: { old: LockedKey; caller: Caller; expiresInDays: number | undefined },
): Promise<KeySecret> {
  const scopes = old.scopes.filter(isRight).filter((right) => hasRight(caller.rights, right));
  if (scopes.length === 0) throw new Problem("key.scope_exceeds_own");
  return issueKey(deps, scope, {
    userId: old.userId,
    name: nameOf(scope, old),
    scopes,
    expiresInDays,
    addresses: addressesOf(scope, old),
    requestsPerMinute: old.requestsPerMinute,
  });
}

async function viewOf({ clock }: KeyDeps, scope: AccountScope, { id }: LockedKey): Promise<KeyView> {
  const key = await readHeldKey(scope, id);
  if (key === null) throw new Problem("key.not_found");
  return keyView(scope, key, clock());
}
