import type { AccountSessionView } from "@holdfast/contract";

import type { Caller } from "../../platform/http/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { openDevice, type SessionDeps } from "./open.ts";
import { sessionView } from "./session.ts";
import { listLive } from "./store.ts";

/** The live sessions of everybody in the caller's account, newest first. */
export async function listAccountSessions(
  { directory, clock }: SessionDeps,
  { accountId, sessionId }: Caller,
  { limit = 50, cursor = null }: { limit?: number; cursor?: string | null },
): Promise<{ items: AccountSessionView[]; nextCursor: string | null }> {
  return withAccount(directory, accountId, async (scope) => {
    const rows = await listLive(scope, { before: cursor, limit: limit + 1, now: clock() });
    const items = rows.slice(0, limit).map((row) => ({
      user: row.userId,
      session: sessionView(row, openDevice(scope, row), sessionId),
    }));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.session.id ?? null) : null };
  });
}
