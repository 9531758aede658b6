import type { ReviewItemView, ReviewView } from "@holdfast/contract";

import type { Names } from "../names/use-names.ts";

/** What one person has in the account, or what is nobody's own. */
export interface Holder {
  readonly user: string | null;
  readonly name: string;
  readonly items: readonly ReviewItemView[];
}

/** The items by whose they are, in the order of the review; what is nobody's own comes last. */
export function holdersOf(items: readonly ReviewItemView[]): Holder[] {
  const byUser = Map.groupBy(items, ({ user }) => user);
  const holders = [...byUser].map(([user, held]) => ({ user, name: nameOf(user, held), items: held }));
  return holders.toSorted((a, b) => Number(a.user === null) - Number(b.user === null));
}

const nameOf = (user: string | null, items: readonly ReviewItemView[]): string =>
  user === null ? "Nobody's own" : (items.find(({ name }) => name !== null)?.name ?? "Somebody who is gone");

/** What an item is, as one says it. */
export function itemWords({ kind, role, subject }: ReviewItemView, names: Pick<Names, "ofRole">): string {
  switch (kind) {
    case "member":
      return role === null ? "Membership" : `Membership as ${names.ofRole(role)}`;
    case "role":
      return `Role ${names.ofRole(subject)}`;
    case "session":
      return "Session";
    case "key":
      return "API key";
    case "invitation":
      return role === null ? "Invitation" : `Invitation as ${names.ofRole(role)}`;
  }
}

/** What ended, as the certificate of it says. */
export function removedWords({ kind }: Pick<ReviewItemView, "kind">, holder: string): string {
  if (kind === "member") return holder;
  return `${kind === "key" ? "The API key" : `The ${kind}`} of ${holder}`;
}

/** What removing it does, for those who press. */
export const removalWords = {
  member: "suspends them, and ends what they have open",
  role: "deletes the role",
  session: "signs it out",
  key: "revokes the key",
  invitation: "withdraws it",
} as const satisfies Record<ReviewItemView["kind"], string>;

/** How many items wait for a decision that the reader may make. */
export const countOpen = (items: readonly ReviewItemView[], reader: string): number =>
  items.filter(({ outcome, user }) => outcome === null && user !== reader).length;

/** What came of a review, in one line. */
export function countWords({ items, kept, removed, gone, open }: ReviewView["counts"]): string {
  const parts = [
    `${items} ${items === 1 ? "item" : "items"}`,
    `${kept} kept`,
    `${removed} removed`,
    ...(gone > 0 ? [`${gone} gone by themselves`] : []),
    ...(open > 0 ? [`${open} not decided`] : []),
  ];
  return parts.join(", ");
}
