import type { AccountId } from "@holdfast/contract";

import { seconds } from "../../kernel/clock.ts";
import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import { upsertSender } from "./store.ts";

/**
 * Before the change that makes an account send something: a process that dies after it has left word. Should the change
 * not happen, the account is looked at for some minutes for nothing.
 */
export async function announceSender({ cluster, clock }: DirectoryDeps, accountId: AccountId): Promise<void> {
  const announcedAt = clock();
  await upsertSender(cluster.directory, { accountId, announcedAt, dueAt: announcedAt + seconds(2) });
}
