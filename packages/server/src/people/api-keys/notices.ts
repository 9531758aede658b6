import type { AccountId } from "@holdfast/contract";

import type { Log } from "../../kernel/log.ts";
import { emit, originWithin } from "../../tenancy/audit/index.ts";
import { type AccountScope, cellsOf, withAccount } from "../../tenancy/directory/index.ts";
import { notify } from "../notices/index.ts";
import { type ApiKey, nameOf } from "./api-key.ts";
import type { KeyDeps } from "./deps.ts";
import { keyEvent } from "./events.ts";
import { daysLeft, nextNotice } from "./reminder.ts";
import { accountsToTell, lockDueKeys, markNextNotice, setNoticeDue } from "./store.ts";

export interface KeyNoticeDeps extends Pick<KeyDeps, "directory" | "clock" | "publicUrl"> {
  readonly log: Log;
}

const origin = originWithin("system", "api-keys");

/**
 * Tells people 14, 7 and 1 day before a key of theirs ends, and that it has. Any number of processes may do this at once,
 * and any of them may die: the mail and the note that it was sent are one transaction, under the lock of the key.
 */
export async function tellOfEndingKeys(deps: KeyNoticeDeps): Promise<void> {
  for await (const cell of cellsOf(deps.directory)) {
    for (const accountId of await accountsToTell(cell, deps.clock())) {
      await tellAccount(deps, accountId).catch((error: unknown) =>
        deps.log.error("api_keys.notice_failed", error, { accountId }),
      );
    }
  }
}

const tellAccount = (deps: KeyNoticeDeps, accountId: AccountId): Promise<void> =>
  withAccount(deps.directory, accountId, async (scope) => {
    for (const key of await lockDueKeys(scope, deps.clock())) await tell(deps, scope, key);
    await markNextNotice(scope);
  });

async function tell(deps: KeyNoticeDeps, scope: AccountScope, key: ApiKey): Promise<void> {
  const now = deps.clock();
  const days = daysLeft(key.expiresAt, now);
  const name = nameOf(scope, key);
  if (days > 0) {
    await notify(deps, scope, { notice: "key.expiring", user: key.userId, origin, facts: { name, days } });
  } else {
    await emit(scope, keyEvent("api_key.expired", origin, key, { personal: { name } }));
    await notify(deps, scope, { notice: "key.expired", user: key.userId, origin, facts: { name } });
  }
  await setNoticeDue(scope, { id: key.id, dueAt: nextNotice(key.expiresAt, now) });
}
