import { inject } from "vitest";

import type { Cluster } from "../../packages/server/src/platform/postgres/index.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Data folder of the run's embedded Postgres; null for a server of one's own. */
    postgresDataDir: string | null;
  }
}

/** The settings with which a program finds the databases of a test, as one that runs beside another does. */
export function settingsOf(cluster: Cluster): Record<string, string> {
  const [dataDir, urls] = [inject("postgresDataDir"), inject("postgresUrls")];
  return {
    HOLDFAST_DATABASE_PREFIX: cluster.names.directory.replace(/_directory$/, ""),
    // One is enough for a command, and sooner looked at than all.
    HOLDFAST_REGIONS: "eu",
    HOLDFAST_HASH_PROFILES: "test",
    ...(dataDir !== null && { HOLDFAST_DATA_DIR: dataDir }),
    ...(urls !== null && { HOLDFAST_DATABASE_URL: urls.app, HOLDFAST_DATABASE_OWNER_URL: urls.owner }),
  };
}
