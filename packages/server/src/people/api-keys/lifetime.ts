import type { PolicySettings } from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { nextNotice } from "./reminder.ts";
import { longLivedKeys, markNextNotice, setExpiry, setNoticeDue } from "./store.ts";

/**
 * Holds keys to a policy that was just adopted: what it shortens, it shortens for them too. A looser policy gives nothing
 * to a key that was made under the stricter one. The change of a policy has everything of the account read again.
 */
export async function applyKeyLifetime(scope: AccountScope, { apiKeyMaxDays }: PolicySettings): Promise<void> {
  const now = scope.clock();
  for (const key of await longLivedKeys(scope, { maxMs: days(apiKeyMaxDays), now })) {
    // Not before now: what it did until now it did rightly.
    const expiresAt = Math.max(now, key.createdAt + days(apiKeyMaxDays));
    await setExpiry(scope, { id: key.id, expiresAt });
    // Of a key that ends at once somebody is told, too.
    const dueAt = expiresAt === now ? now : nextNotice(expiresAt, now);
    if (key.replacedBy === null) await setNoticeDue(scope, { id: key.id, dueAt });
  }
  await markNextNotice(scope);
}
