import type { PasskeyView, UserId } from "@holdfast/contract";

import { parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { notify } from "../notices/index.ts";
import type { PasskeyDeps } from "./deps.ts";
import { passkeyEvent } from "./events.ts";
import { isUsable } from "./passkey.ts";
import { openName, sealName, viewOf } from "./sealed.ts";
import { deleteRow, findRow, listRows, lockPasskeysOf, type PasskeyRow, updateName } from "./store.ts";

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
