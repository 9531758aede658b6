import type { Sql } from "../../platform/postgres/index.ts";
import { homesAfter } from "./directory.ts";
import type { DirectoryDeps } from "./scope.ts";

const pageSize = 500;

/** The shared cell of each region, and every dedicated database. */
export async function* cellsOf(directory: Pick<DirectoryDeps, "cluster">): AsyncGenerator<Sql> {
  const { cluster } = directory;
  for (const region of cluster.regions) yield cluster.cell(region, cluster.names.cell(region));
  for (let after = ""; ;) {
    const homes = await homesAfter(directory, after, pageSize);
    for (const { region, database, placement, state } of homes) {
      if (placement === "dedicated" && state === "active") yield cluster.cell(region, database);
    }
    const last = homes.at(-1);
    if (last === undefined || homes.length < pageSize) return;
    after = last.accountId;
  }
}
