import type { AccountTable } from "../account-table.ts";
import { fact, personal } from "./columns.ts";

/** What an account is: its name, the rules that it has set itself, and its roles. */
export const accountFacts: readonly AccountTable[] = [
  {
    name: "account_profiles",
    purpose: "what the account is called",
    rowKey: "account_id",
    subject: null,
    retention: "account",
    erase: "keep",
    export: "account",
    columns: { name_sealed: personal("profile"), slug_sealed: personal("profile"), created_at: fact },
  },
  {
    name: "policies",
    purpose: "the rules that the account has set itself, in all their versions",
    rowKey: "version",
    subject: null,
    retention: "account",
    erase: "keep",
    export: "account",
    columns: { version: fact, settings: fact, changed_at: fact },
  },
  {
    name: "roles",
    purpose: "the account's own roles",
    rowKey: "id",
    subject: null,
    retention: "account",
    erase: "keep",
    export: "account",
    columns: {
      id: fact,
      name_index: { holds: "index", column: "name_sealed", purpose: "roles.name", form: "name" },
      name_sealed: personal("role"),
      summary_sealed: personal("role"),
      rights: fact,
      created_at: fact,
    },
  },
];
