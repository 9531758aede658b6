import type { Sql } from "../../platform/postgres/index.ts";
import { everyHome } from "./directory.ts";
import type { DirectoryDeps } from "./scope.ts";

/** The shared cell of each region, and every dedicated database. */
export async function* cellsOf(directory: Pick<DirectoryDeps, "cluster">): AsyncGenerator<Sql> {
  const { cluster } = directory;
  for (const region of cluster.regions) yield cluster.cell(region, cluster.names.cell(region));
  for await (const { region, database, placement, state } of everyHome(directory)) {
    if (placement === "dedicated" && state === "active") yield cluster.cell(region, database);
  }
}
