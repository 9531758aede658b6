import { type NoticeFacts, type NoticeKind, type UserId } from "@holdfast/contract";

import type { Clock } from "../../kernel/clock.ts";
import { profileOf } from "../../tenancy/accounts/index.ts";
import type { Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { enqueue } from "../../tenancy/outbox/index.ts";
import { findUser, userView } from "../users/index.ts";
import { deliveryOf } from "./choices.ts";
import { compose, digestItemOf, type Telling } from "./compose.ts";
import { putOff } from "./digest.ts";
import { type About, type Reader, readersOf } from "./readers.ts";
import { renderHtml } from "./render-html.ts";
import { renderText } from "./render-text.ts";

export interface NoticeDeps {
  readonly clock: Clock;
  /** Where the console is reached; links in mails begin with it. */
  readonly publicUrl: string;
}

/** Where a mail's own button leads. A token travels in the fragment: browsers do not send it, so no server logs it. */
export interface NoticeLink {
  readonly path: `/${string}`;
  readonly token?: string;
}

interface NoticeOf<K extends NoticeKind> extends About {
  readonly notice: K;
  /** To whom it happened; null where it is the account's alone. */
  readonly user: UserId | null;
  readonly origin: Origin;
  readonly facts: NoticeFacts[K];
  readonly link?: NoticeLink;
}

/** Something that somebody is to be told. Each kind goes with its facts. */
export type Notice = { [K in NoticeKind]: NoticeOf<K> }[NoticeKind];

/**
 * Tells whom it concerns, each in their language, at every verified address of theirs: one mail per address, written in
 * the transaction of the change that it tells of. It goes out once that has committed, and never if it has not.
 */
export async function notify(deps: NoticeDeps, scope: AccountScope, notice: Notice): Promise<void> {
  const at = deps.clock();
  const readers = await readersOf(scope, notice);
  if (readers.length === 0) return;
  const account = (await profileOf(scope)).name;
  const actor = await actorOf(scope, notice.origin);
  const person = notice.user === null ? null : await nameOf(scope, notice.user);
  for (const reader of readers) {
    await tell(scope, reader, {
      ...notice,
      at,
      account,
      isOwn: reader.isOwn,
      person: reader.isOwn ? null : person,
      actor: actor === null || actor.id === (reader.userId ?? notice.user) ? null : actor.name,
      reader,
      link: notice.link === undefined ? null : linkTo(deps.publicUrl, notice.link),
      publicUrl: deps.publicUrl,
    });
  }
}

async function tell(scope: AccountScope, { userId, addresses }: Reader, telling: Telling): Promise<void> {
  const delivery = await deliveryOf(scope, { userId }, telling.notice);
  if (delivery === "off") return;
  if (delivery === "digest" && userId !== null) return putOff(scope, userId, digestItemOf(telling));
  const { subject, ...content } = compose(telling);
  const [text, html] = [renderText(content), renderHtml(content)];
  const work = {
    kind: "mail",
    subject,
    text,
    html,
    notice: telling.notice,
    ...(userId !== null && { userId }),
  } as const;
  for (const to of addresses) await enqueue(scope, { ...work, to });
}

const linkTo = (publicUrl: string, { path, token }: NoticeLink): string =>
  token === undefined ? publicUrl + path : `${publicUrl}${path}#token=${token}`;

const nameOf = async (scope: AccountScope, user: UserId): Promise<string> =>
  userView(scope, await findUser(scope, user)).name;

async function actorOf(scope: AccountScope, { actor }: Origin): Promise<{ id: UserId; name: string } | null> {
  const id = actor.type === "key" ? actor.creator : actor.type === "user" ? actor.id : null;
  return id === null ? null : { id, name: await nameOf(scope, id) };
}
