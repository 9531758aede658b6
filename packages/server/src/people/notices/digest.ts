import { randomUUID } from "node:crypto";

import { type AccountId, isId, type UserId } from "@holdfast/contract";
import { Type } from "typebox";
import { Compile } from "typebox/compile";

import { profileOf } from "../../tenancy/accounts/index.ts";
import { type AccountScope, type DirectoryDeps, withAccount } from "../../tenancy/directory/index.ts";
import { enqueue } from "../../tenancy/outbox/index.ts";
import { addressOf, findUser, readingOf } from "../users/index.ts";
import { composeDigest, type DigestItem } from "./compose.ts";
import { renderHtml } from "./render-html.ts";
import { renderText } from "./render-text.ts";
import { insertItem, takeItems } from "./store.ts";

const Item = Type.Object({
  subject: Type.String(),
  lines: Type.Array(Type.String()),
  rows: Type.Array(Type.Tuple([Type.String(), Type.String()])),
});
const shape = Compile(Item);

const place = (row: string) => ({ purpose: "notices", table: "digest_items", column: "item_sealed", row }) as const;

/**
 * Keeps a notice for its reader's next daily mail. Every item brings work for the same moment: the first of it takes all
 * items, the rest finds none, and no two changes wait for each other.
 */
export async function putOff(scope: AccountScope, user: UserId, item: DigestItem): Promise<void> {
  const id = randomUUID();
  await insertItem(scope, { id, user, sealed: scope.keys.seal(place(id), JSON.stringify(item)) });
  await enqueue(scope, { kind: "digest", userId: user }, { delaySeconds: secondsToDigest(scope.clock()) });
}

/** Digests go out in the early morning of UTC. */
const digestHour = 6;

export function secondsToDigest(now: number): number {
  const next = new Date(now);
  next.setUTCHours(digestHour, 0, 0, 0);
  const wait = next.getTime() - now;
  return Math.ceil((wait > 0 ? wait : wait + 86_400_000) / 1000);
}

/** Mails a user what they put off: in one transaction the items go and the mail is written. */
export async function sendDigest(
  { directory, publicUrl }: { directory: DirectoryDeps; publicUrl: string },
  accountId: AccountId,
  user: string,
): Promise<void> {
  if (!isId("user", user)) throw new Error("an outbox row names no user");
  await withAccount(directory, accountId, async (scope) => {
    const taken = await takeItems(scope, user);
    // Gone with its user, or taken by the work before.
    if (taken.length === 0) return;
    const items = taken.map(({ id, itemSealed }) =>
      shape.Parse(JSON.parse(scope.keys.openText(place(id), itemSealed))),
    );
    const { locale } = await readingOf(scope, user);
    const { name: account } = await profileOf(scope);
    const content = composeDigest({ locale, account, publicUrl, items });
    await enqueue(scope, {
      kind: "mail",
      to: addressOf(scope, await findUser(scope, user)),
      subject: content.subject,
      text: renderText(content),
      html: renderHtml(content),
      userId: user,
    });
  });
}
