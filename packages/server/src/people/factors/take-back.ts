import { emitAll } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { deletePasskeysSince } from "../passkeys/index.ts";
import type { Taken } from "../users/index.ts";
import { factorEvent } from "./events.ts";
import { deleteCodesSince } from "./recovery-store.ts";
import { deleteTotpsSince } from "./totp-store.ts";

/**
 * Removes the factors that somebody got at or after a moment: whoever had taken their place may have added them. Older
 * ones stay, so this is no way around a second factor.
 */
export async function takeBackFactors(scope: AccountScope, { userId, since, origin }: Taken): Promise<void> {
  const gone = [
    { factor: "passkey", count: await deletePasskeysSince(scope, { userId, since }) },
    { factor: "totp", count: await deleteTotpsSince(scope, { userId, since }) },
    { factor: "recovery_code", count: await deleteCodesSince(scope, { userId, since }) },
  ].filter(({ count }) => count > 0);
  await emitAll(
    scope,
    gone.map((details) => factorEvent("factor.removed", origin, userId, { ...details, reason: "disowned" })),
  );
}
