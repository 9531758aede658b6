/**
 * The door for the operator's commands: what they need of a deployment, and nothing that runs by itself. Several may run
 * beside each other and beside servers.
 */
import { openBoundary, rotationOf } from "./boundary.ts";
import type { Config } from "./config.ts";
import { openDatabases } from "./databases.ts";
import { type Clock, systemClock } from "./kernel/clock.ts";
import type { Log } from "./kernel/log.ts";
import { openKeyWrapper } from "./root.ts";
import type { DirectoryDeps } from "./tenancy/directory/index.ts";
import type { RotationDeps } from "./tenancy/keys/index.ts";
import type { RevocationDeps } from "./tenancy/revocation/index.ts";

export { type Config, ConfigError, type FoundSetting, loadConfig } from "./config.ts";
export { type Explanation, explain } from "./explain.ts";
export { systemClock } from "./kernel/clock.ts";
export { createLog, type Log } from "./kernel/log.ts";
export { type MigratedDatabase, migrateDatabases } from "./databases.ts";
export {
  type AccountRetirement,
  type AccountRotation,
  type FleetStep,
  type Relearned,
  relearnAccounts,
  retireAccounts,
  retireDirectory,
  retireTokenSigners,
  rotateAccounts,
  rotateSigners,
  type SignerOutcome,
  type SignerRetirement,
} from "./operations/key-rotation/index.ts";
export { mintGuardToken } from "./people/feed/index.ts";
export { inviteOwner } from "./people/sign-up/index.ts";
export { breakGlass, type LogPermit, openSupport, permitOnGrant } from "./people/support/index.ts";
export { eraseAccount, profileOf, sealAccount, unsealAccount } from "./tenancy/accounts/index.ts";
export {
  listPersonal,
  type Origin,
  originWithin,
  readCheckpoint,
  readTileFile,
  readVerifierKey,
  sequence,
} from "./tenancy/audit/index.ts";
export {
  findRegistered,
  type Home,
  maintainAccount,
  registeredAfter,
  type RegisteredAccount,
} from "./tenancy/directory/index.ts";
export {
  type KeySummary,
  type KeyVersionStatus,
  listKeyVersions,
  rotateDirectoryKey,
  type RootFileRotation,
  rotateRoot,
  rotateRootKeyFile,
  summariseKeys,
} from "./tenancy/keys/index.ts";
export { extendPlatformLog, readPlatformReceipt } from "./tenancy/platform-log/index.ts";
export { countValuesByVersion } from "./tenancy/registry/index.ts";

export interface Operator {
  readonly directory: DirectoryDeps;
  readonly rotation: RotationDeps;
  readonly revocation: RevocationDeps;
  readonly regions: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly publicUrl: string;
  /** Host under which the deployment publishes its logs. */
  readonly originHost: string;
  /** Whether no other process can be using the deployment. */
  readonly isAlone: boolean;
  close(): Promise<void>;
}

/** @throws NoDeployment, RootKeyMissing, EmbeddedPostgresError, and what the database says */
export async function openOperator(config: Config, log: Log): Promise<Operator> {
  const { revocationLeaseMs, publicUrl } = config;
  const databases = await openDatabases(config, log, { mustExist: true });
  try {
    const { cluster } = databases;
    const wrapper = await openKeyWrapper(config, cluster.keystore);
    const boundary = openBoundary({ cluster, wrapper, log, clock: systemClock });
    const revocation = { cluster, leaseMs: revocationLeaseMs, revocationNode: null };
    return {
      directory: boundary.directory,
      rotation: rotationOf(boundary.directory.keys, revocation),
      revocation,
      regions: cluster.regions,
      clock: systemClock,
      log,
      publicUrl,
      originHost: new URL(publicUrl).host,
      isAlone: databases.isAlone,
      async close() {
        await boundary.close();
        await databases.close();
      },
    };
  } catch (error) {
    await databases.close();
    throw error;
  }
}
