import { randomUUID } from "node:crypto";

import type { UserId } from "@holdfast/contract";

import { equalBytes } from "../../kernel/bytes.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { newRecoveryCode, recoveryCodeHash } from "./recovery-code.ts";
import { deleteCodes, insertCode, markUsed, type RecoveryCodeRow, unusedCodes } from "./recovery-store.ts";

const howMany = 10;

/** Makes new codes in place of all that the user has. They cannot be read again: only their hashes are kept. */
export async function makeCodes(scope: AccountScope, userId: UserId, now: number): Promise<string[]> {
  const codes = Array.from({ length: howMany }, newRecoveryCode);
  await deleteCodes(scope, userId);
  for (const code of codes) {
    const id = randomUUID();
    await insertCode(scope, { id, userId, now, hashSealed: scope.keys.seal(place(id), recoveryCodeHash(code)) });
  }
  return codes;
}

/** Uses a code up. @returns how many are left, or null when it was none that works. */
export async function useCode(
  scope: AccountScope,
  { userId, code, now }: { userId: UserId; code: string; now: number },
): Promise<number | null> {
  const rows = await unusedCodes(scope, userId);
  const wanted = recoveryCodeHash(code);
  // All are compared: the time says nothing of which one came close.
  const [match] = rows.filter((row) => equalBytes(openHash(scope, row), wanted));
  return match !== undefined && (await markUsed(scope, match.id, now)) ? rows.length - 1 : null;
}

const openHash = (scope: AccountScope, row: RecoveryCodeRow): Buffer => scope.keys.open(place(row.id), row.hashSealed);

const place = (row: string) => ({ purpose: "recovery", table: "recovery_codes", column: "hash_sealed", row }) as const;
