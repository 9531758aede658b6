export type { AccountTable, Column } from "./account-table.ts";
export { accountTables } from "./account-tables.ts";
export { storageControls } from "./controls.ts";
export { deleteAccountRows, type RowDeletionOptions } from "./delete-account-rows.ts";
export { type ErasedPerson, erasePerson } from "./erase-person.ts";
export {
  countValuesByVersion,
  type RefusedValue,
  resealAccount,
  type ResealDeps,
  type Resealing,
  type ResealOptions,
} from "./reseal-account.ts";
export {
  type BegunRotation,
  type Retirement,
  retireOlderKeys,
  rotateAccount,
  type RotateDeps,
} from "./rotate-account.ts";
export { sealedColumns } from "./sealed-columns.ts";
export { lockUntilCommit } from "./store.ts";
export { claimText, textIndexes } from "./text-index.ts";
