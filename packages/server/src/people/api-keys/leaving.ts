import type { UserId } from "@holdfast/contract";

import { emitAll, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { keyEvent } from "./events.ts";
import { deleteKeyRows, markNextNotice } from "./store.ts";

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
