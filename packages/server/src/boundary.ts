import { isId } from "@holdfast/contract";

import type { Clock } from "./kernel/clock.ts";
import type { Log } from "./kernel/log.ts";
import { createKeyTrail } from "./key-trail.ts";
import type { Cluster } from "./platform/postgres/index.ts";
import { type AppendQueue, createAppendQueue, drainAppends } from "./tenancy/audit/index.ts";
import {
  createHomeCache,
  createWorkBell,
  type DirectoryDeps,
  forgetHome,
  forgetHomes,
} from "./tenancy/directory/index.ts";
import {
  applyKeyNotice,
  createKeyCache,
  forgetIfDestroyed,
  type KeyDeps,
  type KeyWrapper,
  type RotationDeps,
} from "./tenancy/keys/index.ts";
import { type RevocationDeps, type RevocationHandlers, revokeEverywhere } from "./tenancy/revocation/index.ts";

export interface BoundaryOptions {
  readonly cluster: Cluster;
  readonly wrapper: KeyWrapper;
  readonly log: Log;
  readonly clock: Clock;
}

/** The one way into the accounts of a deployment, for the server and for the operator's commands alike. */
export interface Boundary {
  readonly directory: DirectoryDeps;
  readonly appends: AppendQueue;
  /** Returns when every event that was begun is written or refused. */
  settled(): Promise<void>;
  /** The same, and overwrites the unlocked keys. Before the pools close. */
  close(): Promise<void>;
}

export function openBoundary({ cluster, wrapper, log, clock }: BoundaryOptions): Boundary {
  const trail = createKeyTrail(log);
  const keys: KeyDeps = {
    keystore: cluster.keystore,
    wrapper,
    keyCache: createKeyCache(),
    onUnwrap: (unwrap) => trail.onUnwrap(unwrap),
    tracesWritten: () => trail.settled(),
    onDecryptFailure: (failure) => trail.onDecryptFailure?.(failure),
  };
  const directory: DirectoryDeps = { cluster, keys, homeCache: createHomeCache(), clock, bell: createWorkBell() };
  const appends = createAppendQueue();
  trail.audit = { directory, appends };
  const settled = async (): Promise<void> => {
    await trail.settled();
    await drainAppends(appends);
  };
  return {
    directory,
    appends,
    settled,
    async close() {
      await settled();
      keys.keyCache.close();
    },
  };
}

/**
 * How a change of keys reaches the other processes: an account's through the revocation log, before the rotation goes on.
 * Keys of the deployment are read again by each process within minutes.
 */
export function rotationOf(keys: KeyDeps, revocation: RevocationDeps): RotationDeps {
  return {
    ...keys,
    async announce(owner, notice) {
      applyKeyNotice(keys, owner, notice);
      if (isId("account", owner)) {
        await revokeEverywhere(revocation, { accountId: owner, kind: "account", subject: owner });
      }
    },
  };
}

/** What this process does about what another announced. Sessions need nothing here: their memory asks the log itself, entry by entry. */
export function revocationHandlers({ homeCache, keys }: DirectoryDeps, log: Log): RevocationHandlers {
  return {
    onRevoke(entry) {
      if (entry.kind !== "account") return;
      forgetHome(homeCache, entry.accountId);
      applyKeyNotice(keys, entry.accountId, "changed");
      // Nobody is given these keys any more; this takes them from who was given them before.
      forgetIfDestroyed(keys, entry.accountId).catch((error: unknown) => log.error("keys.notice_failed", error));
    },
    onFlush() {
      forgetHomes(homeCache);
    },
  };
}
