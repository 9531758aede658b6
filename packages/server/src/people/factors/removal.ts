import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import { deletePasskeysOf } from "../passkeys/index.ts";
import { oweAnew } from "./duty-store.ts";
import { deleteCodes } from "./recovery-store.ts";
import { deleteTotps } from "./totp-store.ts";

/** Removes every second factor of somebody who has lost them all, with what stands in for them. They owe another. */
export async function removeAllFactors(scope: AccountScope, userId: UserId): Promise<void> {
  await deleteTotps(scope, userId);
  await deletePasskeysOf(scope, userId);
  await deleteCodes(scope, userId);
  await oweAnew(scope, userId, scope.clock());
}
