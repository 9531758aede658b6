import type { AccountScope } from "../directory/index.ts";
import { place } from "./outbox.ts";
import { requeueRow, type TroubledRow, troubledRows } from "./store.ts";
import { type OutboxWork, parseWork } from "./work.ts";

/** A mail that did not get out: given up, or still being tried. */
export interface TroubledMail extends Omit<TroubledRow, "payload"> {
  readonly mail: Extract<OutboxWork, { kind: "mail" }>;
}

/** Fewer tries are a mail server that was busy for a moment. */
const worthTelling = 3;

/** Mails that are in trouble, newest first. */
export async function troubledMails(
  scope: AccountScope,
  page: { before: string | null; limit: number },
): Promise<TroubledMail[]> {
  const before = page.before === null ? null : parseCursor(page.before);
  const rows = await troubledRows(scope, { attempts: worthTelling, before, limit: page.limit });
  return rows.flatMap(({ payload, ...row }) => {
    const work = parseWork(scope.keys.openText(place(row.id), payload));
    return work.kind === "mail" ? [{ ...row, mail: work }] : [];
  });
}

/** Sends a mail again from the start, under the same id. @returns whether there is such a mail. */
export async function requeueMail(scope: AccountScope, id: string): Promise<boolean> {
  const isThere = await requeueRow(scope, id);
  if (isThere) scope.afterCommit(() => scope.bell.ring(scope.home, "outbox"));
  return isThere;
}

/** Names the last row of a page, so that the next begins after it. */
export const cursorAfter = ({ createdAt, id }: Pick<TroubledRow, "createdAt" | "id">): string => `${createdAt}_${id}`;

function parseCursor(raw: string): { createdAt: number; id: string } | null {
  const [, createdAt, id] = /^(\d{1,15})_([0-9a-f-]{1,40})$/.exec(raw) ?? [];
  return createdAt === undefined || id === undefined ? null : { createdAt: Number(createdAt), id };
}
