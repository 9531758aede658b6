import { type AccountId, isId, type UserId } from "@holdfast/contract";

import type { Clock } from "../../kernel/clock.ts";
import { type Mailer, MailRefused } from "../../platform/mail/index.ts";
import { emit, originWithin } from "../../tenancy/audit/index.ts";
import {
  type AccountScope,
  type DirectoryDeps,
  maintainAccount,
  normaliseEmail,
} from "../../tenancy/directory/index.ts";
import { type OutboxWork, Undeliverable } from "../../tenancy/outbox/index.ts";
import { addressOf, findUser, orGone, updateBounce } from "../users/index.ts";
import { noticeEvent } from "./events.ts";
import { openAddress } from "./second-address.ts";
import { lockAddress, updateAddressBounce } from "./store.ts";

export interface MailDeps {
  readonly directory: DirectoryDeps;
  readonly mailer: Mailer;
  readonly clock: Clock;
}

type MailWork = Extract<OutboxWork, { kind: "mail" }>;

/**
 * Hands a mail to the next hop, under an id that stays the same however often it is tried. An address that takes no mail
 * is marked, for its owner and the administrators to see, until a mail gets through again.
 * @throws Undeliverable when trying again cannot help; whatever else keeps it from being sent is tried again.
 */
export async function deliverMail(deps: MailDeps, accountId: AccountId, id: string, work: MailWork): Promise<void> {
  const { to, subject, text, html, userId } = work;
  try {
    await deps.mailer.send({ id, to, subject, text, ...(html !== undefined && { html }) });
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error;
    if (error.about === "recipient") await mark(deps, accountId, { userId, to, bouncedAt: deps.clock() });
    throw new Undeliverable(`${error.about}_refused_${error.status}`, { cause: error });
  }
  await mark(deps, accountId, { userId, to, bouncedAt: null });
}

interface Mark {
  readonly userId: string | undefined;
  readonly to: string;
  readonly bouncedAt: number | null;
}

/** Only while it is this user's address still: a refusal may come days after the mail was written. */
async function mark({ directory }: MailDeps, accountId: AccountId, { userId, to, bouncedAt }: Mark): Promise<void> {
  if (userId === undefined || !isId("user", userId)) return;
  await maintainAccount(directory, accountId, async (scope) => {
    const changed = await markAddress(scope, userId, normaliseEmail(to), bouncedAt);
    if (!changed || bouncedAt === null) return;
    await emit(scope, noticeEvent("mail.bounced", originWithin("system", "mail"), userId, {}, { email: to }));
  });
}

async function markAddress(
  scope: AccountScope,
  user: UserId,
  address: string,
  bouncedAt: number | null,
): Promise<boolean> {
  const row = await orGone(null, () => findUser(scope, user));
  if (row === null) return false;
  if (normaliseEmail(addressOf(scope, row)) === address) return updateBounce(scope, user, bouncedAt);
  const second = await lockAddress(scope, user);
  if (second === null || normaliseEmail(openAddress(scope, user, second.addressSealed)) !== address) return false;
  return updateAddressBounce(scope, user, bouncedAt);
}
