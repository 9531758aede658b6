import type { AccountTable } from "./account-table.ts";
import { accountFacts } from "./tables/account.ts";
import { logTables } from "./tables/log.ts";
import { outgoingTables } from "./tables/outgoing.ts";
import { oversightTables } from "./tables/oversight.ts";
import { peopleTables } from "./tables/people.ts";
import { waysIn } from "./tables/ways-in.ts";

/**
 * Every table of a cell that has rows of accounts, in the order in which they refer to each other. A test holds it
 * against the schema: a table or a column that is missing here fails it, as does one that is not what it says here.
 */
export const accountTables: readonly AccountTable[] = [
  ...accountFacts,
  ...peopleTables,
  ...waysIn,
  ...oversightTables,
  ...outgoingTables,
  ...logTables,
];
