import type { PasskeyRules } from "../passkeys/index.ts";
import { creditProof, liftFactorDuty } from "../sessions/index.ts";
import type { FactorDeps } from "./deps.ts";
import { disowning } from "./disown-link.ts";
import { forgetDuty } from "./duty-store.ts";
import { assertFactorFresh, assertMayGo, heldFactors } from "./held.ts";
import { deleteCodes } from "./recovery-store.ts";
import { findTotp } from "./totp-store.ts";

/** What the other factors, the sessions and the policy have to say to a change of passkeys. */
export const passkeyRules = (deps: Pick<FactorDeps, "clock">): PasskeyRules => ({
  registering: assertFactorFresh,
  disowning: async (scope, userId) =>
    disowning(scope, { userId, since: scope.clock() }, await heldFactors(scope, userId)),
  async registered(scope, caller, revoke, origin) {
    await forgetDuty(scope, caller.userId);
    await liftFactorDuty(deps, scope, caller, revoke, origin);
    await creditProof(deps, scope, caller, { method: "passkey", strong: true }, revoke, origin);
  },
  async removing(scope, { userId, left }) {
    const last = await assertMayGo(
      scope,
      userId,
      async () => left + ((await findTotp(scope, userId)) === null ? 0 : 1),
    );
    if (last) await deleteCodes(scope, userId);
  },
});
