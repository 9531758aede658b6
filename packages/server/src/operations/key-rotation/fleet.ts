import { setTimeout as sleep } from "node:timers/promises";

import type { AccountId } from "@holdfast/contract";

import { seconds } from "../../kernel/clock.ts";
import type { Origin } from "../../tenancy/audit/index.ts";
import { accountKeySettlesIn } from "../../tenancy/keys/index.ts";
import {
  resealAccount,
  type Resealing,
  type Retirement,
  retireOlderKeys,
  rotateAccount,
  type RotateDeps,
} from "../../tenancy/registry/index.ts";
import { orFailure } from "./outcome.ts";

/** What is being done now, for whoever watches. `waiting` counts milliseconds, the others accounts or values. */
export interface FleetStep {
  readonly doing: "rotating" | "waiting" | "resealing" | "retiring";
  readonly accountId: AccountId;
  readonly done: number;
  readonly total: number;
}

export interface FleetOptions {
  readonly origin: Origin;
  /** No other process uses the deployment, so no keys are held anywhere that were opened before. */
  readonly isAlone: boolean;
  readonly signal: AbortSignal;
  readonly onStep?: (step: FleetStep) => void;
}

/** How it went with one account. `failed`: its keys do not open, or it was erased meanwhile; the others go on. */
export type AccountRotation =
  | ({ readonly accountId: AccountId; readonly step: "rotated" | "resumed"; readonly version: number } & Resealing)
  | { readonly accountId: AccountId; readonly step: "failed"; readonly reason: string };

export type AccountRetirement =
  | ({ readonly accountId: AccountId; readonly step: "retired" } & Retirement)
  | { readonly accountId: AccountId; readonly step: "failed"; readonly reason: string };

/**
 * Gives each account a new key and brings what it has under it; where an earlier rotation was not finished, finishes
 * that instead, unless `evenSo`. What is done is done: after a failure or an abort, run it again.
 * @throws Problem(`service.unavailable`), the signal's reason
 */
export async function rotateAccounts(
  deps: RotateDeps,
  accounts: readonly AccountId[],
  options: FleetOptions & { readonly evenSo?: boolean },
): Promise<AccountRotation[]> {
  const { origin, signal, evenSo = false, onStep = () => {} } = options;
  const outcomes: AccountRotation[] = [];
  const begun: { accountId: AccountId; step: "rotated" | "resumed"; version: number }[] = [];
  // All keys first: then the time that they take to settle passes for all at once.
  for (const [done, accountId] of accounts.entries()) {
    signal.throwIfAborted();
    onStep({ doing: "rotating", accountId, done, total: accounts.length });
    const outcome = await orFailure(accountId, () => rotateAccount(deps, accountId, origin, { evenSo }));
    if (outcome.step === "failed") outcomes.push(outcome);
    else begun.push({ ...outcome, accountId, step: outcome.step === "rotated" ? "rotated" : "resumed" });
  }
  for (const rotation of begun) {
    const { accountId } = rotation;
    await untilSettled(deps, accountId, options);
    const outcome = await orFailure(accountId, async () => ({
      ...rotation,
      ...(await resealAccount(deps, accountId, {
        signal,
        onProgress: (progress) => onStep({ doing: "resealing", accountId, ...progress }),
      })),
    }));
    outcomes.push(outcome);
  }
  return outcomes;
}

/**
 * Destroys the older keys of each account that nothing stands under any more. Backups from before cannot be read then.
 * @throws Problem(`service.unavailable`), the signal's reason
 */
export async function retireAccounts(
  deps: RotateDeps,
  accounts: readonly AccountId[],
  options: FleetOptions,
): Promise<AccountRetirement[]> {
  const { origin, signal, onStep = () => {} } = options;
  const outcomes: AccountRetirement[] = [];
  for (const [done, accountId] of accounts.entries()) {
    signal.throwIfAborted();
    await untilSettled(deps, accountId, options);
    onStep({ doing: "retiring", accountId, done, total: accounts.length });
    const outcome = await orFailure(accountId, async () => ({
      accountId,
      step: "retired" as const,
      ...(await retireOlderKeys(deps, accountId, origin)),
    }));
    outcomes.push(outcome);
  }
  return outcomes;
}

/** Waits for requests that were given the older keys to end. */
async function untilSettled(deps: RotateDeps, accountId: AccountId, options: FleetOptions): Promise<void> {
  const { isAlone, signal, onStep = () => {} } = options;
  if (isAlone) return;
  const total = await accountKeySettlesIn(deps.rotation, accountId);
  for (let left = total; left > 0; left = await accountKeySettlesIn(deps.rotation, accountId)) {
    onStep({ doing: "waiting", accountId, done: total - left, total });
    await sleep(Math.min(left, seconds(1)), undefined, { signal });
  }
}
