import type { Identity } from "@holdfast/sdk/guard";

/**
 * Who may do what with tickets, by the roles of Holdfast: the desk has none of its own. A role that the customer made
 * themselves answers tickets too.
 */
const onlyRead: ReadonlySet<string> = new Set(["monitor", "billing"]);

export const mayAnswer = ({ role }: Identity): boolean => !onlyRead.has(role);

/** Whoever administers the account: the right that `guarded` asks for where tickets are deleted. */
export const deletingRight = "account:update";

export const mayDelete = ({ rights }: Identity): boolean => rights.has(deletingRight);
