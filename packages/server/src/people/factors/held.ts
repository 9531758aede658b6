import type { UserId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { countByUser, countPasskeys } from "../passkeys/index.ts";
import { heldRole } from "../roles/index.ts";
import { isFactorFresh } from "../sessions/index.ts";
import { lockUser } from "../users/index.ts";
import { isFactorRequired } from "./duty.ts";
import { countCodes, countCodesByUser } from "./recovery-store.ts";
import { findTotp, listTotps } from "./totp-store.ts";

/** The second factors of a user. Recovery codes stand in for them, and are none by themselves. */
export interface HeldFactors {
  readonly totp: { readonly confirmedAt: number; readonly disabledAt: number | null } | null;
  readonly passkeys: number;
  /** Refused, because there is a copy of it: see `countPasskeys`. */
  readonly copiedPasskeys: number;
  readonly recoveryCodes: { readonly left: number; readonly createdAt: number } | null;
}

export async function heldFactors(scope: AccountScope, userId: UserId): Promise<HeldFactors> {
  const { usable, copied } = await countPasskeys(scope, userId);
  return {
    totp: await findTotp(scope, userId),
    passkeys: usable,
    copiedPasskeys: copied,
    recoveryCodes: await countCodes(scope, userId),
  };
}

/** The same of several users, in three questions to the database whatever their number. */
export async function heldByEach(
  scope: AccountScope,
  users: readonly UserId[],
): Promise<ReadonlyMap<UserId, HeldFactors>> {
  const [apps, passkeys, codes] = [
    await listTotps(scope, users),
    await countByUser(scope, users),
    await countCodesByUser(scope, users),
  ];
  const byUser = <R extends { readonly userId: UserId }>(rows: readonly R[]) =>
    new Map(rows.map((row) => [row.userId, row]));
  const [appOf, passkeysOf, codesOf] = [byUser(apps), byUser(passkeys), byUser(codes)];
  return new Map(
    users.map((id) => {
      const { usable = 0, copied = 0 } = passkeysOf.get(id) ?? {};
      const [totp, recoveryCodes] = [appOf.get(id) ?? null, codesOf.get(id) ?? null];
      return [id, { totp, passkeys: usable, copiedPasskeys: copied, recoveryCodes }];
    }),
  );
}

/** An app that is disabled counts, and a copied passkey: neither guessing nor copying does away with the second factor. */
export const hasFactor = ({ totp, passkeys, copiedPasskeys }: HeldFactors): boolean =>
  totp !== null || passkeys + copiedPasskeys > 0;

/** What can be shown as a second factor. */
export function factorKinds({ totp, passkeys, recoveryCodes }: HeldFactors): ("totp" | "passkey" | "recovery_code")[] {
  return [
    ...(passkeys > 0 ? (["passkey"] as const) : []),
    ...(totp !== null && totp.disabledAt === null ? (["totp"] as const) : []),
    ...(recoveryCodes !== null && recoveryCodes.left > 0 ? (["recovery_code"] as const) : []),
  ];
}

/**
 * Whoever has a factor adds another only with a fresh proof by one (NIST SP 800-63B-4 section 4.1.2.1): a stolen session
 * must not bind the thief's.
 * @throws Problem(`auth.factor_required`)
 */
export async function assertMayBind(
  scope: AccountScope,
  held: HeldFactors,
  { sessionId }: Pick<Caller, "sessionId">,
): Promise<void> {
  if (hasFactor(held) && !(await isFactorFresh(scope, sessionId))) throw new Problem("auth.factor_required");
}

/** The same for whoever has read nothing of the factors. @throws Problem(`auth.factor_required`) */
export const assertFactorFresh = async (
  scope: AccountScope,
  caller: Pick<Caller, "userId" | "sessionId">,
): Promise<void> => assertMayBind(scope, await heldFactors(scope, caller.userId), caller);

/**
 * Asked before a factor goes, with what is left then. Of two removals at once, the second sees the first.
 * @throws Problem(`factor.last_required`)
 */
export async function assertMayGo(scope: AccountScope, userId: UserId, left: () => Promise<number>): Promise<boolean> {
  const user = await lockUser(scope, userId);
  const last = (await left()) === 0;
  const { privileged } = await heldRole(scope, user.role);
  if (last && isFactorRequired(await policyOf(scope), privileged)) throw new Problem("factor.last_required");
  return last;
}
