import type { PasskeyRegistration, PasskeyView, UserId } from "@holdfast/contract";

import { newId, parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller, RequestFacts } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { describeDevice } from "../devices/index.ts";
import { notify } from "../notices/index.ts";
import { readChallenge } from "./challenge.ts";
import type { PasskeyDeps } from "./deps.ts";
import { abilitiesOf, passkeyEvent } from "./events.ts";
import { registrationUse } from "./options.ts";
import { isUsable, mostPasskeys, nameAfter } from "./passkey.ts";
import { type NewCredential, verifyRegistration } from "./registration.ts";
import { openName, sealName, viewOf } from "./sealed.ts";
import {
  deleteRow,
  findRow,
  insertPasskey,
  listRows,
  lockPasskeysOf,
  type PasskeyRow,
  spend,
  updateName,
} from "./store.ts";

/**
 * Registers the passkey that the caller's authenticator made for the options they asked for.
 * @throws Problem(`passkey.unacceptable`), Problem(`passkey.too_many`)
 */
export async function registerPasskey(
  deps: PasskeyDeps,
  caller: Caller,
  made: { readonly name: string | undefined; readonly passkey: PasskeyRegistration },
  request: RequestFacts,
  origin: Origin,
): Promise<PasskeyView> {
  const registration = await verifyRegistration(deps.relyingParty, made.passkey);
  if ("fault" in registration) throw unacceptable(registration.fault);
  const challenge = readChallenge(deps.challengeKey, registrationUse(caller), registration.challenge, deps.clock());
  if (challenge === null) throw unacceptable("challenge");
  const { value } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    await deps.passkeyRules.registering(scope, caller);
    if (!(await spend(scope, challenge))) throw unacceptable("replayed");
    const way = await deps.passkeyRules.disowning(scope, caller.userId);
    const name = made.name ?? nameAfter(describeDevice(request));
    const row = await addPasskey(scope, caller.userId, registration.credential, name);
    await emit(
      scope,
      passkeyEvent("passkey.registered", origin, row, { details: abilitiesOf(row), personal: { name } }),
    );
    const facts = { factor: "passkey", name } as const;
    await notify(deps, scope, { notice: "factor.added", user: caller.userId, origin, facts, ...way });
    await deps.passkeyRules.registered(scope, caller, revoke, origin);
    return viewOf(scope, row);
  });
  return value;
}

/** One answer for every reason: whether the account knows a credential already is nobody's business. */
const unacceptable = (reason: string): Problem => new Problem("passkey.unacceptable", { cause: reason });

async function addPasskey(
  scope: AccountScope,
  userId: UserId,
  credential: NewCredential,
  name: string,
): Promise<PasskeyRow> {
  await lockPasskeysOf(scope, userId);
  if ((await listRows(scope, userId)).length >= mostPasskeys) throw new Problem("passkey.too_many");
  const now = scope.clock();
  const id = newId("passkey", now);
  const nameSealed = sealName(scope, id, name);
  const row: PasskeyRow = {
    ...credential,
    id,
    userId,
    nameSealed,
    createdAt: now,
    lastUsedAt: null,
    lastDeviceSealed: null,
    clonedAt: null,
  };
  if (!(await insertPasskey(scope, row))) throw unacceptable("known_credential");
  return row;
}

export function listPasskeys(deps: PasskeyDeps, caller: Caller): Promise<{ items: PasskeyView[]; nextCursor: null }> {
  return withAccount(deps.directory, caller.accountId, async (scope) => ({
    items: (await listRows(scope, caller.userId)).map((row) => viewOf(scope, row)),
    nextCursor: null,
  }));
}

/** @throws Problem(`passkey.not_found`) */
export function renamePasskey(
  deps: PasskeyDeps,
  caller: Caller,
  change: { readonly id: string; readonly name: string },
  origin: Origin,
): Promise<PasskeyView> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const row = await findOwn(scope, caller, change.id);
    const nameSealed = sealName(scope, row.id, change.name);
    await updateName(scope, { id: row.id, nameSealed });
    const personal = { before: openName(scope, row), after: change.name };
    await emit(scope, passkeyEvent("passkey.renamed", origin, row, { personal }));
    return viewOf(scope, { ...row, nameSealed });
  });
}

/** @throws Problem(`passkey.not_found`), and what the rules say of the last factor of somebody who must have one */
export function removePasskey(deps: PasskeyDeps, caller: Caller, rawId: string, origin: Origin): Promise<void> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    await lockPasskeysOf(scope, caller.userId);
    const row = await findOwn(scope, caller, rawId);
    const others = (await listRows(scope, caller.userId)).filter((other) => other.id !== row.id && isUsable(other));
    await deps.passkeyRules.removing(scope, { userId: caller.userId, left: others.length });
    await deleteRow(scope, row.id);
    const name = openName(scope, row);
    await emit(scope, passkeyEvent("passkey.removed", origin, row, { personal: { name } }));
    const facts = { factor: "passkey", name } as const;
    await notify(deps, scope, { notice: "factor.removed", user: caller.userId, origin, facts });
  });
}

async function findOwn(scope: AccountScope, { userId }: Caller, rawId: string): Promise<PasskeyRow> {
  const row = await findRow(scope, { id: parseId("passkey", rawId, "passkey.not_found"), userId });
  if (row === null) throw new Problem("passkey.not_found");
  return row;
}

/** How many passkeys a user can prove themselves with. */
export const countUsable = async (scope: AccountScope, userId: UserId): Promise<number> =>
  (await countPasskeys(scope, userId)).usable;

/**
 * The same, and how many are refused because they were copied. Those still count as held: copying a passkey must not do
 * away with the second factor.
 */
export async function countPasskeys(
  scope: AccountScope,
  userId: UserId,
): Promise<{ readonly usable: number; readonly copied: number }> {
  const rows = await listRows(scope, userId);
  const usable = rows.filter(isUsable).length;
  return { usable, copied: rows.length - usable };
}
