import { findLooseEnd, readGuards } from "./confinement.ts";
import { isWithoutAccount } from "./errors.ts";
import type { Sql } from "./server.ts";

/** What stands between the accounts of a database: as its catalog says, and as it answers. */
export interface Isolation {
  /** Tables with rows of accounts. */
  readonly tables: number;
  /** Those that are not under exactly one forced policy, the one of the bound account. */
  readonly unguarded: readonly string[];
  /** Those that show a row to an account that does not exist. */
  readonly leaking: readonly string[];
  /** Those that show a row to a transaction without an account. */
  readonly unbound: readonly string[];
  /** Whether the database names an account where none is bound. */
  readonly invents: boolean;
  /** Whether the app role could see past all of it. */
  readonly canBypass: boolean;
}

/** Nobody's: ids carry the time of their making, and none was made in 1970. */
const nobody = "acc_00000000000000000000000000";

/** Looks at what stands between accounts in a cell, with the rights of a request. Reads at most a row of each table. */
export async function readIsolation(cell: Sql): Promise<Isolation> {
  const tables = await readGuards(cell);
  const names = tables.map(({ name }) => name);
  return {
    tables: names.length,
    unguarded: tables.filter(({ guarded }) => !guarded).map(({ name }) => name),
    leaking: await shownToNobody(cell, names),
    unbound: await shownUnbound(cell, names),
    invents: await namesAnAccount(cell),
    canBypass: (await findLooseEnd(cell)) !== null,
  };
}

async function shownToNobody(cell: Sql, tables: readonly string[]): Promise<string[]> {
  return cell.begin("read only", async (tx) => {
    await tx`select set_config('holdfast.account_id', ${nobody}, true)`;
    const shown: string[] = [];
    for (const table of tables) if ((await tx`select from ${tx(table)} limit 1`).length > 0) shown.push(table);
    return shown;
  });
}

async function shownUnbound(cell: Sql, tables: readonly string[]): Promise<string[]> {
  const shown: string[] = [];
  for (const table of tables) if (await showsRows(cell`select from ${cell(table)} limit 1`)) shown.push(table);
  return shown;
}

/** Asked with the setting unset, and with the empty string that it reads after a transaction which had set it. */
async function namesAnAccount(cell: Sql): Promise<boolean> {
  const unset = await showsRows(cell`select current_account()`);
  const emptied = cell.begin("read only", async (tx) => {
    await tx`select set_config('holdfast.account_id', '', true)`;
    return [...(await tx`select current_account()`)];
  });
  return (await showsRows(emptied)) || unset;
}

/** Whether there were rows. A table without rows has nobody to refuse. */
async function showsRows(rows: PromiseLike<readonly unknown[]>): Promise<boolean> {
  try {
    return (await rows).length > 0;
  } catch (error) {
    if (isWithoutAccount(error)) return false;
    throw error;
  }
}
