import { type AccountScope, normaliseEmail } from "../directory/index.ts";
import type { IndexPurpose } from "../keys/index.ts";
import type { TextForm } from "./account-table.ts";
import { accountTables } from "./account-tables.ts";
import { lockUntilCommit } from "./store.ts";

const forms: Readonly<Record<TextForm, (text: string) => string>> = {
  email: normaliseEmail,
  name: (text) => text.normalize("NFKC").trim().toLowerCase(),
};

/** Brings a text to the form in which it is compared. */
export const normalise = (form: TextForm, text: string): string => forms[form](text);

const formsByPurpose = new Map<IndexPurpose, TextForm>(
  accountTables.flatMap(({ columns }) =>
    Object.values(columns).flatMap((column) => (column.holds === "index" ? [[column.purpose, column.form]] : [])),
  ),
);

/**
 * Every index under which a row with this text may stand, the one to store first: during a rotation some rows have the
 * index of an older key.
 */
export function textIndexes({ keys }: AccountScope, purpose: IndexPurpose, text: string): [Buffer, ...Buffer[]] {
  const form = formsByPurpose.get(purpose);
  if (form === undefined) throw new TypeError(`${purpose} indexes no column of an account`);
  return keys.blindIndexes(purpose, normalise(form, text));
}

/**
 * The same for who is about to store the text: from now on until the transaction ends nobody else in the account stores
 * one. A unique constraint alone does not keep a text unique during a rotation, when it has an index under each key.
 * Look whether it is there only after this.
 */
export async function claimText(
  scope: AccountScope,
  purpose: IndexPurpose,
  text: string,
): Promise<[Buffer, ...Buffer[]]> {
  await lockUntilCommit(scope, `claim/${purpose}`);
  return textIndexes(scope, purpose, text);
}
