import type { Sql } from "../../../platform/postgres/index.ts";
import { templates } from "../../../../../../test/support/templates.ts";
import { testServer } from "../../../../../../test/support/test-server.ts";
import {
  applyKeyNotice,
  createKeyCache,
  type DecryptFailure,
  generateRootKey,
  type KeyWrapper,
  localKeyWrapper,
  type RotationDeps,
  type Unwrap,
} from "../index.ts";

/** One process of a deployment: its own cache, the shared keystore and root key. */
export interface TestProcess {
  readonly deps: RotationDeps;
  readonly unwraps: Unwrap[];
  readonly failures: DecryptFailure[];
}

export interface TestKeystore {
  readonly sql: Sql;
  /** Another process. `announce` reaches all that there are. */
  process(change?: Partial<RotationDeps>): TestProcess;
  /** Empties the database, which the app role cannot, and what the processes have in memory. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** A keystore database of its own, cloned from the migrated template. */
export async function keystoreForTest(): Promise<TestKeystore> {
  const server = testServer();
  const database = `t${process.pid}_${Math.random().toString(36).slice(2, 8)}_keystore`;
  const owner = server.connect("postgres", "owner", { max: 1 });
  await owner`create database ${owner(database)} template ${owner(templates.keystore)}`;
  const sql = server.connect(database, "app", { max: 4 });
  const schemaOwner = server.connect(database, "owner", { max: 1 });
  const wrapper = testWrapper();
  const processes: TestProcess[] = [];
  return {
    sql,
    process(change = {}) {
      const made = startProcess(sql, wrapper, processes, change);
      processes.push(made);
      return made;
    },
    async reset() {
      for (const { deps } of processes.splice(0)) deps.keyCache.close();
      await schemaOwner`truncate account_keys, deployment_keys`;
    },
    async close() {
      for (const { deps } of processes) deps.keyCache.close();
      await schemaOwner.end();
      await sql.end();
      await owner`drop database ${owner(database)}`;
      await owner.end();
    },
  };
}

const testWrapper = (): KeyWrapper => localKeyWrapper({ primary: generateRootKey(0), older: [] });

function startProcess(
  sql: Sql,
  wrapper: KeyWrapper,
  others: readonly TestProcess[],
  change: Partial<RotationDeps>,
): TestProcess {
  const unwraps: Unwrap[] = [];
  const failures: DecryptFailure[] = [];
  const deps: RotationDeps = {
    keystore: sql,
    wrapper,
    keyCache: createKeyCache(),
    onUnwrap: (unwrap) => unwraps.push(unwrap),
    onDecryptFailure: (failure) => failures.push(failure),
    async announce(owner, notice) {
      for (const process of others) applyKeyNotice(process.deps, owner, notice);
    },
    ...change,
  };
  return { deps, unwraps, failures };
}
