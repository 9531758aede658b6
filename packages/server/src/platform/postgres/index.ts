export { type Cluster, openCluster } from "./cluster.ts";
export { type DatabaseKind, migrate, pendingMigrations } from "./migrations.ts";
export {
  OwnerRightsMissing,
  type PostgresServer,
  serverFromSocket,
  serverFromUrls,
  type Sql,
  type TransactionSql,
} from "./server.ts";
export { assertOwnerRights, dropDatabase, provision, provisionAll } from "./provision.ts";
export { answers, assertRoleIsConfined } from "./confinement.ts";
export { readIsolation } from "./isolation.ts";
export { isUniqueViolation, isUnavailable } from "./errors.ts";
export {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  type EmbeddedPostgresFault,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "./embedded/index.ts";
