import { type AccountId, hasRight, type UserId } from "@holdfast/contract";

import type { Log } from "../../kernel/log.ts";
import { type NoticeDeps, notify } from "../../people/notices/index.ts";
import { heldRole } from "../../people/roles/index.ts";
import { listActive, lockUser, type UserRow } from "../../people/users/index.ts";
import { originWithin } from "../../tenancy/audit/index.ts";
import { type AccountScope, type DirectoryDeps, everyHome, withAccount } from "../../tenancy/directory/index.ts";
import { itemsFor } from "./checklists.ts";
import { dueItems, quietMs } from "./reminder.ts";
import { readReminders, remindedSince, writeReminders } from "./store.ts";

interface ReminderDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly log: Log;
}

const origin = originWithin("system", "checklist");

/**
 * Reminds people by mail of what is open on their checklist, each item with its period. Any number of processes may do
 * this at once, and any of them may die: the mail and the note that it was sent are one transaction, under the lock of
 * the person. An account, or a person, where it fails does not hold the others up.
 */
export async function remindOfChecklists(deps: ReminderDeps): Promise<void> {
  for await (const { accountId, state } of everyHome(deps.directory)) {
    if (state === "active") await remindAccount(deps, accountId);
  }
}

async function remindAccount(deps: ReminderDeps, accountId: AccountId): Promise<void> {
  try {
    for (const userId of await peopleToLookAt(deps, accountId)) await remind(deps, accountId, userId);
  } catch (error) {
    deps.log.error("checklist.reminder_failed", error, { accountId });
  }
}

/** Everybody who may sign in, but for those who came, or were reminded, within the last week. */
const peopleToLookAt = ({ directory, clock }: ReminderDeps, accountId: AccountId): Promise<UserId[]> =>
  withAccount(directory, accountId, async (scope) => {
    const since = clock() - quietMs;
    const lately = await remindedSince(scope, since);
    const people = await listActive(scope);
    return people.filter(({ id, createdAt }) => createdAt <= since && !lately.has(id)).map(({ id }) => id);
  });

async function remind(deps: ReminderDeps, accountId: AccountId, userId: UserId): Promise<void> {
  try {
    await withAccount(deps.directory, accountId, async (scope) => {
      const user = await lockUser(scope, userId);
      if (user.suspendedAt === null) await tellWhatIsDue(deps, scope, user);
    });
  } catch (error) {
    deps.log.error("checklist.reminder_failed", error, { accountId, userId });
  }
}

async function tellWhatIsDue(deps: ReminderDeps, scope: AccountScope, { id, role, createdAt }: UserRow): Promise<void> {
  const now = deps.clock();
  const { rights } = await heldRole(scope, role);
  // Of the account's items those who can sign them, too: others could do nothing about them.
  const seesAccount = hasRight(rights, "audit:read") && hasRight(rights, "account:update");
  const items = await itemsFor(scope, { userId: id, seesAccount }, now);
  const due = dueItems(items, { since: createdAt, last: await readReminders(scope, id) }, now);
  if (due.length === 0) return;
  await writeReminders(scope, { userId: id, items: due.map(({ item }) => item), now });
  const facts = { items: due.map(({ title }) => title) };
  const link = { path: "/checklist" } as const;
  await notify(deps, scope, { notice: "checklist.due", user: id, origin, facts, link });
}
