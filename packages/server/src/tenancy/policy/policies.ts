import {
  differences,
  type SettingName,
  loosened,
  type PolicySettings,
  type PolicyView,
  type PresetName,
  presetNames,
  presets,
} from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { isUniqueViolation } from "../../platform/postgres/index.ts";
import { emit, type Origin } from "../audit/index.ts";
import type { AccountScope, DirectoryDeps } from "../directory/index.ts";
import type { Revoker } from "../outbox/index.ts";
import { policyChanged } from "./events.ts";
import { findPolicy, insertPolicy, type PolicyRow } from "./store.ts";

export interface PolicyDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
  /** Holds what is alive already to a new policy, in the transaction that adopts it. */
  readonly applyPolicy: (scope: AccountScope, settings: PolicySettings) => Promise<void>;
  /** Tells who must know, in the same transaction, that settings are less strict than before. */
  readonly policyLoosened: (scope: AccountScope, looser: readonly SettingName[], origin: Origin) => Promise<void>;
}

/** The settings in force. An account without any is broken, and nothing is decided for it. */
export async function policyOf(scope: AccountScope): Promise<PolicySettings> {
  return (await mustFind(scope)).settings;
}

export const readPolicy = async (scope: AccountScope): Promise<PolicyView> => view(await mustFind(scope));

/** Gives a new account its first policy. */
export async function adoptPreset(scope: AccountScope, preset: PresetName): Promise<PolicySettings> {
  return (await insertPolicy(scope, 1, presets[preset])).settings;
}

export interface PolicyChange {
  readonly version: number;
  readonly settings: PolicySettings;
  readonly reason: string | undefined;
}

/**
 * Replaces the policy. What it makes stricter holds for live sessions too, in every process, before this answers.
 * @throws Problem(`policy.changed_meanwhile`) when `version` is not the newest, Problem(`policy.reason_required`) when a
 * setting gets looser and no reason is given.
 */
export async function changePolicy(
  { revoker, applyPolicy, policyLoosened }: Omit<PolicyDeps, "directory">,
  accountId: AccountScope["accountId"],
  change: PolicyChange,
  origin: Origin,
): Promise<PolicyView> {
  const { value } = await revoker.within(accountId, async (scope, revoke) => {
    const now = await mustFind(scope);
    if (now.version !== change.version) throw new Problem("policy.changed_meanwhile");
    const changed = differences(now.settings, change.settings);
    if (changed.length === 0) return view(now);
    const looser = loosened(now.settings, change.settings);
    if (looser.length > 0 && change.reason === undefined) {
      throw new Problem("policy.reason_required", { detail: `Looser: ${looser.join(", ")}.` });
    }
    const next = await insertNext(scope, now.version + 1, change.settings);
    await emit(
      scope,
      policyChanged(origin, {
        now: now.settings,
        next: next.settings,
        version: next.version,
        looser,
        reason: change.reason,
      }),
    );
    await applyPolicy(scope, next.settings);
    if (looser.length > 0) await policyLoosened(scope, looser, origin);
    await revoke({ kind: "account", subject: accountId });
    return view(next);
  });
  return value;
}

async function insertNext(scope: AccountScope, version: number, settings: PolicySettings): Promise<PolicyRow> {
  try {
    return await insertPolicy(scope, version, settings);
  } catch (error) {
    // Two changes of the same version at once: the second one loses.
    if (isUniqueViolation(error)) throw new Problem("policy.changed_meanwhile");
    throw error;
  }
}

async function mustFind(scope: AccountScope): Promise<PolicyRow> {
  const row = await findPolicy(scope);
  if (row === null) throw new Error("the account has no policy");
  return row;
}

const view = (row: PolicyRow): PolicyView => ({
  version: row.version,
  preset: presetNames.find((name) => differences(presets[name], row.settings).length === 0) ?? null,
  settings: row.settings,
  changedAt: new Date(row.changedAt).toISOString(),
});
