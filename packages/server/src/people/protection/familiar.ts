import type { UserId } from "@holdfast/contract";

import { sha256 } from "../../kernel/bytes.ts";
import { newId } from "../../kernel/ids.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { textIndexes } from "../../tenancy/registry/index.ts";
import type { Arrival } from "./seen.ts";
import { type FamiliarKind, insertMark, listMarks, touchMark } from "./familiar-store.ts";

/** Whether something was seen of this user before; null where there is nothing to tell it by. */
export type Familiarity = "known" | "new" | null;

export interface Familiar {
  /** Whether the user never signed in before: there is nothing that could be unlike them. */
  readonly first: boolean;
  readonly device: Familiarity;
  readonly network: Familiarity;
  readonly country: Familiarity;
  readonly lastSeenAt: number | null;
}

const kinds: readonly FamiliarKind[] = ["device", "network", "country"];

/** Compares an arrival with what is known of its user. Changes nothing. */
export async function familiarOf(scope: AccountScope, userId: UserId, arrival: Arrival): Promise<Familiar> {
  const known = await listMarks(scope, userId);
  const familiarity = (kind: FamiliarKind): Familiarity => {
    const mark = markOf(kind, userId, arrival);
    // The first network, or the first country, is told from nothing.
    if (mark === null || (kind !== "device" && !known.some((one) => one.kind === kind))) return null;
    const indexes = indexesOf(scope, mark);
    return known.some(({ markIndex }) => indexes.some((index) => index.equals(markIndex))) ? "known" : "new";
  };
  return {
    first: !known.some(({ kind }) => kind === "device"),
    device: familiarity("device"),
    network: familiarity("network"),
    country: familiarity("country"),
    lastSeenAt: known.reduce<number | null>((last, { lastSeenAt }) => Math.max(last ?? 0, lastSeenAt), null),
  };
}

/** Remembers an arrival as its user's, once the sign-in has succeeded. */
export async function makeFamiliar(scope: AccountScope, userId: UserId, arrival: Arrival, now: number): Promise<void> {
  for (const kind of kinds) {
    const mark = markOf(kind, userId, arrival);
    if (mark === null) continue;
    const indexes = indexesOf(scope, mark);
    if (await touchMark(scope, indexes, now)) continue;
    const id = newId("familiar", now);
    const place = { purpose: "protection", table: "familiar_marks", column: "mark_sealed", row: id } as const;
    await insertMark(scope, { id, userId, kind, markIndex: indexes[0], markSealed: scope.keys.seal(place, mark), now });
  }
}

const indexesOf = (scope: AccountScope, mark: string) => textIndexes(scope, "familiar_marks.mark", mark);

/** By the user first: what two people have in common does not show in the table. */
function markOf(kind: FamiliarKind, userId: UserId, { deviceSecret, whence }: Arrival): string | null {
  if (kind === "network") return whence.network === null ? null : `${userId} network ${whence.network}`;
  if (kind === "country") return whence.country === null ? null : `${userId} country ${whence.country}`;
  if (deviceSecret !== null) return `${userId} device ${deviceHash(userId, deviceSecret)}`;
  // Who keeps no cookie is told apart by what it calls itself: a new network is told all the same.
  return `${userId} program ${whence.device} ${whence.browser ?? ""} ${whence.system ?? ""}`;
}

const deviceHash = (userId: UserId, secret: string): string =>
  sha256(`holdfast/device/v1\0${userId}\0${secret}`).toString("hex");
