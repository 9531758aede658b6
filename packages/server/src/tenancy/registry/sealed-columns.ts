import type { SealedColumn } from "../keys/index.ts";
import type { AccountTable, Column } from "./account-table.ts";
import { accountTables } from "./account-tables.ts";
import { normalise } from "./text-index.ts";

/** Every column that holds ciphertext, with the blind index that follows it. */
export const sealedColumns: readonly SealedColumn[] = accountTables.flatMap((table) =>
  Object.entries(table.columns).flatMap(([column, spec]) =>
    spec.holds === "ciphertext" ? [sealedColumn(table, column, spec)] : [],
  ),
);

function sealedColumn(
  { name, rowKey, columns }: AccountTable,
  column: string,
  { purpose }: Extract<Column, { holds: "ciphertext" }>,
): SealedColumn {
  const [index] = Object.entries(columns).flatMap(([indexColumn, spec]) =>
    spec.holds === "index" && spec.column === column
      ? [
          {
            column: indexColumn,
            purpose: spec.purpose,
            normalise: (text: string): string => normalise(spec.form, text),
          },
        ]
      : [],
  );
  return { table: name, column, purpose, rowKey, ...(index !== undefined && { index }) };
}
