import type { ReviewItemView, ReviewView } from "@holdfast/contract";

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

/** What an item is, as one says it: by names, where there are any. `subject` is what the thing itself is called. */
export function itemWords(item: Pick<ReviewItemView, "kind" | "role" | "roleName">, subject: string | null): string {
  const as = item.role === null ? "" : ` as ${item.roleName ?? "a role that is gone"}`;
  switch (item.kind) {
    case "member":
      return `Membership${as}`;
    case "role":
      return item.roleName === null ? "A role that is gone" : `Role ${item.roleName}`;
    case "session":
      return subject === null ? "Session" : `Session with ${subject}`;
    case "key":
      return subject === null ? "API key" : `API key ${subject}`;
    case "invitation":
      return `${subject === null ? "Invitation" : `Invitation of ${subject}`}${as}`;
    case "webhook":
      return subject === null ? "Webhook" : `Webhook to ${subject}`;
    case "audit_stream":
      return subject === null ? "Audit stream" : `Audit stream to ${subject}`;
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
  webhook: "deletes it: nothing more is sent there",
  audit_stream: "deletes it: nothing more is sent there",
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
