import { type Locale, type NoticeKind, notices, type NoticeWeight, type UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import {
  addressOf,
  administratorsOf,
  findUser,
  plainReading,
  readingOf,
  type UserRow,
  userView,
} from "../users/index.ts";
import { openAddress } from "./second-address.ts";
import { readAddress } from "./store.ts";

/** Somebody who is told, at one or several addresses. */
export interface Reader {
  /** Null for somebody who has no user in the account. */
  readonly userId: UserId | null;
  /** Null where a greeting by name would be a stranger's word: the address is not proven yet. */
  readonly name: string | null;
  readonly isOwn: boolean;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly addresses: readonly string[];
}

export interface About {
  readonly notice: NoticeKind;
  readonly user: UserId | null;
  /** Where the answer goes that somebody asked for; by default to the user's own address. */
  readonly to?: { readonly email: string; readonly locale?: Locale };
  /** A further address that is told: one that is not the user's any more. */
  readonly also?: string;
}

/** Whom a notice goes to, everybody once: as the person that it is about rather than as an administrator. */
export async function readersOf(scope: AccountScope, about: About): Promise<Reader[]> {
  const { whom, weight } = notices[about.notice];
  if (weight === "asked") return [await askerOf(scope, about)];
  const audiences: readonly string[] = whom;
  const own = audiences.includes("person") && about.user !== null ? [await personOf(scope, about, about.user)] : [];
  const others = audiences.includes("admins") ? await administratorsOf(scope) : [];
  const readers = [...own];
  for (const row of others) {
    if (row.id !== own[0]?.userId) readers.push(await readerOf(scope, row, { isOwn: false, weight }));
  }
  return readers.filter(({ addresses }) => addresses.length > 0);
}

async function askerOf(scope: AccountScope, { user, to }: About): Promise<Reader> {
  if (to !== undefined) {
    const reading = user === null ? plainReading : await readingOf(scope, user);
    const locale = to.locale ?? reading.locale;
    return { ...reading, locale, userId: null, name: null, isOwn: true, addresses: [to.email] };
  }
  if (user === null) throw new TypeError("an answer goes to a user or to an address");
  const row = await findUser(scope, user);
  const reader = await readerOf(scope, row, { isOwn: true, weight: "asked" });
  return { ...reader, name: row.emailVerifiedAt === null ? null : reader.name, addresses: [addressOf(scope, row)] };
}

async function personOf(scope: AccountScope, { notice, also }: About, user: UserId): Promise<Reader> {
  const { weight } = notices[notice];
  const reader = await readerOf(scope, await findUser(scope, user), { isOwn: true, weight });
  return also === undefined ? reader : { ...reader, addresses: [...reader.addresses, also] };
}

/** Proven addresses alone; what is critical goes to the second one, too. */
async function readerOf(
  scope: AccountScope,
  row: UserRow,
  { isOwn, weight }: { isOwn: boolean; weight: NoticeWeight },
): Promise<Reader> {
  const { id, name, email, emailVerified } = userView(scope, row);
  const second = weight === "critical" ? await secondAddressOf(scope, id) : null;
  const addresses = [...(emailVerified ? [email] : []), ...(second === null ? [] : [second])];
  return { ...(await readingOf(scope, id)), userId: id, name, isOwn, addresses };
}

/** Once it is proven. */
async function secondAddressOf(scope: AccountScope, user: UserId): Promise<string | null> {
  const row = await readAddress(scope, user);
  return row === null || row.verifiedAt === null ? null : openAddress(scope, user, row.addressSealed);
}
