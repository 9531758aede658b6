import { days } from "../../kernel/clock.ts";
import { directoryOwner as owner, overlapMs } from "./directory-keys.ts";
import type { RotationDeps } from "./key-deps.ts";
import { resealPublicHalves } from "./signing-keys.ts";
import { destroyDisabledKey, type KeyRow, readKeys, readTime, setKeyState } from "./store.ts";

export type DirectoryRetirement =
  /** There is no older version. */
  | { readonly step: "nothing" }
  /** Answers kept for repeated requests may stand under older versions until then. */
  | { readonly step: "waiting"; readonly until: number }
  /** Slugs and addresses stand under older versions, which stay. */
  | { readonly step: "in_use"; readonly indexes: number }
  /** No process is given the older versions any more; by then none holds them. */
  | { readonly step: "disabled"; readonly destroyAt: number }
  | { readonly step: "destroyed"; readonly versions: readonly number[] };

/** Kept answers are good for a day, and the former key may seal one for as long as processes use it. */
const answersKeptMs = days(1) + overlapMs;

/**
 * Destroys the older versions of the directory's key in two steps, the same call each time: takes them out of use once
 * nothing stands under them, and destroys them when no process can hold them any more and still nothing does. Can be run
 * again after a failure anywhere. Backups of the directory from before the rotation lead to no account then.
 * @throws Problem(`service.unavailable`), DecryptFailure, what `countInUse` throws
 */
export async function retireDirectoryKeys(
  deps: RotationDeps,
  { isAlone, countInUse }: { isAlone: boolean; countInUse: () => Promise<number> },
): Promise<DirectoryRetirement> {
  const rows = await readKeys(deps.keystore, owner);
  const primary = rows.find((row) => row.state === "primary");
  const older = rows.filter((row) => row.state !== "destroyed" && row.version < (primary?.version ?? 0));
  if (primary === undefined || older.length === 0) return { step: "nothing" };
  // By the clock that wrote `changedAt`: that of one machine may be wrong by days.
  const now = await readTime(deps.keystore);
  const until = primary.changedAt + answersKeptMs;
  if (now < until) return { step: "waiting", until };
  const enabled = older.filter((row) => row.state === "enabled");
  // While they open: what is sealed under a disabled version cannot be brought over.
  if (enabled.length > 0) await resealPublicHalves(deps);
  const indexes = await countInUse();
  if (indexes > 0) {
    await setAll(deps, older, { from: "disabled", to: "enabled" });
    return { step: "in_use", indexes };
  }
  await setAll(deps, enabled, { from: "enabled", to: "disabled" });
  const disabledAt = enabled.length > 0 ? now : Math.max(...older.map((row) => row.changedAt));
  const destroyAt = disabledAt + overlapMs;
  if (!isAlone && now < destroyAt) return { step: "disabled", destroyAt };
  for (const { version } of older) await destroyDisabledKey(deps.keystore, owner, version);
  return { step: "destroyed", versions: older.map(({ version }) => version) };
}

async function setAll(
  deps: RotationDeps,
  rows: readonly KeyRow[],
  change: { from: "enabled"; to: "disabled" } | { from: "disabled"; to: "enabled" },
): Promise<void> {
  for (const { version } of rows) await setKeyState(deps.keystore, owner, version, change);
  await deps.announce(owner.id, "changed");
}
