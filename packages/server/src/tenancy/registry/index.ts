export type { AccountTable, Column } from "./account-table.ts";
export { accountTables } from "./account-tables.ts";
export { claimText, textIndexes } from "./text-index.ts";
