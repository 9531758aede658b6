import type { AccountId } from "@holdfast/contract";

import { type AuditEvent, emit, listEvents, type Origin } from "../audit/index.ts";
import { maintainAccount } from "../directory/index.ts";
import { listKeyVersions, retireAccountKey, rotateAccountKey, type RotationDeps } from "../keys/index.ts";
import { keyRetired, keyRotated } from "./events.ts";
import { countOutdated, countValuesByVersion, type ResealDeps } from "./reseal-account.ts";

export interface RotateDeps extends ResealDeps {
  readonly rotation: RotationDeps;
}

/** `unfinished`: values stand under older keys, so an earlier rotation is to be finished first, by `resealAccount`. */
export type BegunRotation = { readonly step: "rotated" | "unfinished"; readonly version: number };

/**
 * Gives an account a new key, unless an earlier rotation is unfinished and `evenSo` is false. The event stands in the
 * account's log before the key is used. Then wait until it has settled, and `resealAccount`.
 * @throws Problem(`account.not_found`), Problem(`service.unavailable`)
 */
export async function rotateAccount(
  deps: RotateDeps,
  accountId: AccountId,
  origin: Origin,
  { evenSo = false }: { evenSo?: boolean } = {},
): Promise<BegunRotation> {
  if (!evenSo && (await countOutdated(deps, accountId)) > 0) {
    const versions = await listKeyVersions(deps.rotation, accountId);
    return { step: "unfinished", version: versions.find(({ state }) => state === "primary")?.version ?? 0 };
  }
  const { version } = await rotateAccountKey(deps.rotation, accountId, {
    onPromotion: (change) => logOnce(deps, accountId, keyRotated(origin, change)),
  });
  return { step: "rotated", version };
}

export interface Retirement {
  readonly destroyed: readonly number[];
  readonly inUse: readonly { readonly version: number; readonly values: number }[];
}

/**
 * Destroys the older versions of an account's key under which nothing stands any more. Backups from before the rotation
 * cannot be read after that.
 * Run it only when the keys have settled (`accountKeySettlesIn`).
 */
export async function retireOlderKeys(deps: RotateDeps, accountId: AccountId, origin: Origin): Promise<Retirement> {
  const versions = await listKeyVersions(deps.rotation, accountId);
  const primary = versions.find(({ state }) => state === "primary")?.version ?? 0;
  const older = versions.filter(({ version, state }) => version < primary && state !== "destroyed");
  const destroyed: number[] = [];
  const inUse: { version: number; values: number }[] = [];
  for (const { version } of older) {
    const valuesUnder = async (): Promise<number> => (await countValuesByVersion(deps, accountId)).get(version) ?? 0;
    const values = await valuesUnder();
    if (values > 0) {
      inUse.push({ version, values });
      continue;
    }
    await logOnce(deps, accountId, keyRetired(origin, version));
    const isInUse = async (): Promise<boolean> => (await valuesUnder()) > 0;
    const outcome = await retireAccountKey(deps.rotation, accountId, { version, isInUse });
    if (outcome === "destroyed") destroyed.push(version);
    else inUse.push({ version, values: await valuesUnder() });
  }
  return { destroyed, inUse };
}

/** Before the change, and once: when the change fails after it, the next attempt finds it there. */
async function logOnce({ directory }: RotateDeps, accountId: AccountId, event: AuditEvent): Promise<void> {
  await maintainAccount(directory, accountId, async (scope) => {
    const { items } = await listEvents(scope, { event: event.event, target: event.target?.id ?? "", limit: 1 });
    if (items.length === 0) await emit(scope, event);
  });
}
