import {
  isNoticeKind,
  type NoticeDelivery,
  type NoticeKind,
  noticeKinds,
  notices,
  type NoticeView,
  unsentNotices,
} from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, type DirectoryDeps, withAccount } from "../../tenancy/directory/index.ts";
import { noticeEvent } from "./events.ts";
import { readChoices, writeChoice } from "./store.ts";

interface ChoiceDeps {
  readonly directory: DirectoryDeps;
}

/** Every notice that is sent, but for the answers to what somebody asked for, with what the caller has chosen. */
export const readNotices = (
  { directory }: ChoiceDeps,
  { accountId, userId }: Caller,
): Promise<{ items: NoticeView[] }> =>
  withAccount(directory, accountId, async (scope) => ({ items: views(await readChoices(scope, userId)) }));

/**
 * Changes what the caller hears of, and how.
 * @throws Problem(`notice.critical`) for one that nobody can switch off or put off, Problem(`notice.not_found`)
 */
export async function chooseNotices(
  { directory }: ChoiceDeps,
  { accountId, userId }: Caller,
  wishes: readonly { notice: string; delivery: NoticeDelivery }[],
  origin: Origin,
): Promise<{ items: NoticeView[] }> {
  const choices = wishes.map(({ notice, delivery }) => ({ notice: parseKind(notice), delivery }));
  const fixed = choices.filter(({ notice, delivery }) => notices[notice].weight === "critical" && delivery !== "mail");
  if (fixed.length > 0) {
    throw new Problem("notice.critical", { detail: `Always mailed: ${fixed.map(({ notice }) => notice).join(", ")}.` });
  }
  return withAccount(directory, accountId, async (scope) => {
    for (const choice of choices) await writeChoice(scope, userId, choice);
    const details = Object.fromEntries(
      [...Map.groupBy(choices, ({ delivery }) => delivery)].map(([delivery, chosen]) => [
        delivery,
        chosen.map(({ notice }) => notice).join(","),
      ]),
    );
    await emit(scope, noticeEvent("notices.chosen", origin, userId, details));
    return { items: views(await readChoices(scope, userId)) };
  });
}

/** What a reader has chosen for a kind: always a mail for what is critical. */
export async function deliveryOf(
  scope: AccountScope,
  reader: { readonly userId: Caller["userId"] | null },
  notice: NoticeKind,
): Promise<NoticeDelivery> {
  if (notices[notice].weight !== "normal" || reader.userId === null) return "mail";
  return (await readChoices(scope, reader.userId)).get(notice) ?? "mail";
}

function parseKind(raw: string): NoticeKind {
  if (!isNoticeKind(raw) || !isListed(raw)) throw new Problem("notice.not_found");
  return raw;
}

const isListed = (notice: NoticeKind): boolean => notices[notice].weight !== "asked" && !unsentNotices.has(notice);

const views = (chosen: ReadonlyMap<NoticeKind, NoticeDelivery>): NoticeView[] =>
  noticeKinds.filter(isListed).map((notice) => {
    const { title, whom, weight } = notices[notice];
    const delivery = chosen.get(notice) ?? "mail";
    return { notice, title, whom: [...whom], critical: weight === "critical", delivery };
  });
