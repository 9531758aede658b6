import { isNoticeKind, notices, type UndeliveredMailView } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type DirectoryDeps, withAccount } from "../../tenancy/directory/index.ts";
import { cursorAfter, requeueMail, type TroubledMail, troubledMails } from "../../tenancy/outbox/index.ts";
import { mailRequeued } from "./events.ts";

interface UndeliveredDeps {
  readonly directory: DirectoryDeps;
}

/** Mails of the account that did not get out. Never what they say: that is between them and their readers. */
export async function listUndelivered(
  { directory }: UndeliveredDeps,
  { accountId }: Caller,
  page: { limit?: number; cursor?: string },
): Promise<{ items: UndeliveredMailView[]; nextCursor: string | null }> {
  const limit = page.limit ?? 50;
  return withAccount(directory, accountId, async (scope) => {
    const found = await troubledMails(scope, { before: page.cursor ?? null, limit: limit + 1 });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map(view),
      nextCursor: found.length > limit && last !== undefined ? cursorAfter(last) : null,
    };
  });
}

/** Sends a mail again, under its old id: whoever got it after all drops the repetition. @throws Problem(`mail.not_found`) */
export async function requeue(
  { directory }: UndeliveredDeps,
  { accountId }: Caller,
  id: string,
  origin: Origin,
): Promise<void> {
  await withAccount(directory, accountId, async (scope) => {
    if (!isMailId(id) || !(await requeueMail(scope, id))) throw new Problem("mail.not_found");
    await emit(scope, mailRequeued(origin, id));
  });
}

const isMailId = (raw: string): boolean => /^[0-9a-f-]{36}$/.test(raw);

const view = ({ id, attempts, createdAt, dueAt, failedAt, failure, mail }: TroubledMail): UndeliveredMailView => ({
  id,
  to: mail.to,
  title: mail.notice !== undefined && isNoticeKind(mail.notice) ? notices[mail.notice].title : "Mail",
  attempts,
  createdAt: new Date(createdAt).toISOString(),
  state: failedAt === null ? "retrying" : "given_up",
  failure,
  nextTryAt: failedAt === null ? new Date(dueAt).toISOString() : null,
});
