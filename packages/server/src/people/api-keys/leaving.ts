import type { UserId } from "@holdfast/contract";

import { emitAll, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Taken } from "../users/index.ts";
import { keyEvent } from "./events.ts";
import { deleteKeyRows, markNextNotice, revokeKeysSince } from "./store.ts";

/**
 * What becomes of somebody's keys when they leave: they are deleted with the suspension, in one transaction. That revokes
 * everything of the user, so every process reads the keys again and finds none.
 */
export const keyRemoval = {
  step: "keys",
  run: async (scope: AccountScope, { userId }: { userId: UserId }, origin: Origin): Promise<number> => {
    const deleted = await deleteKeyRows(scope, userId, scope.clock());
    await markNextNotice(scope);
    await emitAll(
      scope,
      deleted.map((id) => keyEvent("api_key.revoked", origin, { id, userId }, { details: { reason: "offboarding" } })),
    );
    return deleted.length;
  },
} as const;

/**
 * Revokes the keys that somebody got at or after a moment: whoever had taken their place may have made them. What calls
 * this ends everything of the user, so every process reads the keys again.
 */
export async function takeBackKeys(scope: AccountScope, { userId, since, origin }: Taken): Promise<void> {
  const revoked = await revokeKeysSince(scope, { userId, since, now: scope.clock() });
  await markNextNotice(scope);
  await emitAll(
    scope,
    revoked.map((id) => keyEvent("api_key.revoked", origin, { id, userId }, { details: { reason: "disowned" } })),
  );
}
