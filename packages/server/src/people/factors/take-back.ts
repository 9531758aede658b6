import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import { deletePasskeysSince } from "../passkeys/index.ts";
import { deleteCodesSince } from "./recovery-store.ts";
import { deleteTotpsSince } from "./totp-store.ts";

/**
 * Removes the factors that somebody got at or after a moment: whoever had taken their place may have added them. Older
 * ones stay, so this is no way around a second factor.
 */
export async function takeBackFactors(scope: AccountScope, userId: UserId, since: number): Promise<void> {
  await deletePasskeysSince(scope, { userId, since });
  await deleteTotpsSince(scope, { userId, since });
  await deleteCodesSince(scope, { userId, since });
}
