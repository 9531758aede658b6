import type { IndexPurpose, SealPurpose } from "../keys/index.ts";

/** How a table holds what an account entrusts to it. Export, erasure, retention and key rotation run from this. */
export interface AccountTable {
  readonly name: string;
  /** What it is kept for (GDPR Article 30, records of processing). */
  readonly purpose: string;
  /** Primary key after the account, and the `row` of the places of its ciphertexts. */
  readonly rowKey: string;
  /** The column that says whose data a row is; null where it is the account's own. */
  readonly subject: string | null;
  readonly retention: Retention;
  readonly erase: Erasure;
  readonly export: Export;
  /** Every column but `account_id`. */
  readonly columns: Readonly<Record<string, Column>>;
}

/** How long a row stays when nobody asks for its erasure. */
export type Retention =
  /** As long as the account. */
  | "account"
  /** As long as the person that it is about. */
  | "person"
  /** Until it has served: mails once they are sent, tokens once they are used. */
  | "use"
  /** What the account's policy says of its audit log. */
  | "audit_policy";

/** What erasing a person does to their rows. Erasing an account deletes every row of every table. */
export type Erasure =
  | "delete"
  /** The personal columns are set to null; what stays names nobody. */
  | "blank"
  /** Nothing in it is about a person, or it goes by itself once it has served. */
  | "keep";

/** Who gets a row in an export: whoever exports the account, the person that it is about as well, or nobody. */
export type Export = "account" | "person" | "never";

/** What a column holds, and so in which form it may stand there. */
export type Column =
  /** Says nothing about a person by itself: random ids, times, counts, states, settings. */
  | { readonly holds: "fact" }
  /** What the audit log publishes: entries, hashes, checkpoints. Never changed; see `audit` on what it may hold. */
  | { readonly holds: "proof" }
  | { readonly holds: "hash"; readonly of: "secret" }
  | { readonly holds: "ciphertext"; readonly of: "personal" | "secret"; readonly purpose: SealPurpose }
  /** A keyed hash of what `column` of the same row holds sealed. It changes with the key, in the same update. */
  | { readonly holds: "index"; readonly column: string; readonly purpose: IndexPurpose; readonly form: TextForm };

/** The form in which a text is compared: of an e-mail address, or of a name that must be unique. */
export type TextForm = "email" | "name";
