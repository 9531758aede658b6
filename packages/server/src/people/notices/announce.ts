import { type SettingName, settings } from "@holdfast/contract";

import type { Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { type NoticeDeps, notify } from "./notify.ts";

/** Tells the administrators which settings of the policy are less strict than before. */
export async function announceLoosened(
  deps: NoticeDeps,
  scope: AccountScope,
  looser: readonly SettingName[],
  origin: Origin,
): Promise<void> {
  const facts = { settings: looser.map((name) => settings[name].title) };
  await notify(deps, scope, { notice: "policy.loosened", user: null, origin, facts });
}
