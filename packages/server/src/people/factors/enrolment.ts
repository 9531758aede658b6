import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { profileOf } from "../../tenancy/accounts/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { notify } from "../notices/index.ts";
import { countUsable } from "../passkeys/index.ts";
import { creditProof, liftFactorDuty } from "../sessions/index.ts";
import { findUser, lockUser, userView } from "../users/index.ts";
import type { FactorDeps } from "./deps.ts";
import { disowning } from "./disown-link.ts";
import { forgetDuty } from "./duty-store.ts";
import { factorEvent } from "./events.ts";
import { assertFactorFresh, assertMayBind, assertMayGo, hasFactor, heldFactors } from "./held.ts";
import { makeCodes } from "./recovery-codes.ts";
import { deleteCodes } from "./recovery-store.ts";
import { plantSecret, tryCode } from "./totp-factors.ts";
import { deleteConfirmed, markConfirmed } from "./totp-store.ts";
import { shownSecret } from "./totp.ts";

const totpFacts = { factor: "totp", name: null } as const;

/** @throws Problem(`auth.factor_required`) */
export function beginTotp(deps: FactorDeps, caller: Caller): Promise<{ secret: string; uri: string }> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    await assertFactorFresh(scope, caller);
    const secret = await plantSecret(scope, caller.userId, deps.clock());
    const user = userView(scope, await findUser(scope, caller.userId));
    return shownSecret(secret, { issuer: (await profileOf(scope)).name, label: user.email });
  });
}

/**
 * Makes the app count that was begun, in place of one before it. Its code proves the session as well.
 * @throws Problem(`auth.factor_required`), Problem(`factor.not_found`), Problem(`factor.wrong`), Problem(`factor.wait`)
 */
export async function confirmTotp(
  deps: FactorDeps,
  caller: Caller,
  code: string,
  origin: Origin,
): Promise<{ confirmedAt: string }> {
  const now = deps.clock();
  const { userId } = caller;
  const { value: refusal } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    const held = await heldFactors(scope, userId);
    await assertMayBind(scope, held, caller);
    const verdict = await tryCode(scope, { userId, code, state: "pending", now });
    if (!verdict.ok) return verdict.refusal;
    await deleteConfirmed(scope, userId);
    await markConfirmed(scope, verdict.id, now);
    await forgetDuty(scope, userId);
    await liftFactorDuty(deps, scope, caller, revoke, origin);
    await creditProof(deps, scope, caller, { method: "totp", strong: true }, revoke, origin);
    await emit(scope, factorEvent("factor.added", origin, userId, { factor: "totp" }));
    const way = await disowning(scope, { userId, since: now }, held);
    await notify(deps, scope, { notice: "factor.added", user: userId, origin, facts: totpFacts, ...way });
    return null;
  });
  // Thrown only after the commit: a throw inside would roll back the count of wrong codes.
  if (refusal !== null) throw refusal;
  return { confirmedAt: new Date(now).toISOString() };
}

/** @throws Problem(`factor.not_found`), Problem(`factor.last_required`) */
export function removeTotp(deps: FactorDeps, caller: Caller, origin: Origin): Promise<void> {
  const { userId } = caller;
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const last = await assertMayGo(scope, userId, () => countUsable(scope, userId));
    if (!(await deleteConfirmed(scope, userId))) throw new Problem("factor.not_found");
    if (last) await deleteCodes(scope, userId);
    await emit(scope, factorEvent("factor.removed", origin, userId, { factor: "totp" }));
    await notify(deps, scope, { notice: "factor.removed", user: userId, origin, facts: totpFacts });
  });
}

/** Makes recovery codes in place of those before, and tells of it. @throws Problem(`factor.none`) */
export function replaceCodes(deps: FactorDeps, caller: Caller, origin: Origin): Promise<{ codes: string[] }> {
  const { userId } = caller;
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    // One at a time: two at once must not leave twenty codes.
    await lockUser(scope, userId);
    const held = await heldFactors(scope, userId);
    if (!hasFactor(held)) throw new Problem("factor.none");
    const codes = await makeCodes(scope, userId, deps.clock());
    await emit(scope, factorEvent("recovery_codes.replaced", origin, userId, { count: codes.length }));
    // The first ones are told of as shown (C-117), later ones as a change: those before stop working.
    const notice = held.recoveryCodes === null ? "recovery_codes.viewed" : "recovery_codes.replaced";
    await notify(deps, scope, { notice, user: userId, origin, facts: {} });
    return { codes };
  });
}
