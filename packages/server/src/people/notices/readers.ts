import { type Locale, type NoticeKind, notices, type UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import { addressOf, administratorsOf, findUser, type UserRow, userView } from "../users/index.ts";

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
  return [...own, ...others.filter(({ id }) => id !== own[0]?.userId).map((row) => readerOf(scope, row, false))].filter(
    ({ addresses }) => addresses.length > 0,
  );
}

async function askerOf(scope: AccountScope, { user, to }: About): Promise<Reader> {
  const known = user === null ? null : await findUser(scope, user);
  if (to !== undefined) return { ...strangerOf(to.email), ...(to.locale !== undefined && { locale: to.locale }) };
  if (known === null) throw new TypeError("an answer goes to a user or to an address");
  const reader = readerOf(scope, known, true);
  const name = known.emailVerifiedAt === null ? null : reader.name;
  return { ...reader, name, addresses: [addressOf(scope, known)] };
}

async function personOf(scope: AccountScope, { also }: About, user: UserId): Promise<Reader> {
  const reader = readerOf(scope, await findUser(scope, user), true);
  return also === undefined ? reader : { ...reader, addresses: [...reader.addresses, also] };
}

const strangerOf = (email: string): Reader => ({
  userId: null,
  name: null,
  isOwn: true,
  locale: "en",
  timeZone: "UTC",
  addresses: [email],
});

/** Security mails go to proven addresses alone. */
function readerOf(scope: AccountScope, row: UserRow, isOwn: boolean): Reader {
  const { id, name, email, emailVerified } = userView(scope, row);
  return { userId: id, name, isOwn, locale: "en", timeZone: "UTC", addresses: emailVerified ? [email] : [] };
}
