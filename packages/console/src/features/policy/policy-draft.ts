import { loosened, type PolicySettings, type SettingName, settingNames, settings } from "@holdfast/contract";

/** The policy as it is typed: every field a text. */
export type PolicyDraft = Readonly<Record<SettingName, string>>;

export interface Bounds {
  readonly minimum: number;
  readonly maximum: number;
}

/** The product's own bounds of a number, from the contract. Null for a setting that is a choice. */
export function boundsOf(name: SettingName): Bounds | null {
  const { schema } = settings[name];
  if (!("minimum" in schema && "maximum" in schema)) return null;
  const { minimum, maximum } = schema;
  return typeof minimum === "number" && typeof maximum === "number" ? { minimum, maximum } : null;
}

export function draftOf(policy: PolicySettings): PolicyDraft {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its keys are the settings' names, every one of them
  return Object.fromEntries(settingNames.map((name) => [name, String(policy[name])])) as PolicyDraft;
}

/** What is wrong with a draft, field by field, in words. */
export function draftFaults(draft: PolicyDraft): Partial<Record<SettingName, string>> {
  const faults: Partial<Record<SettingName, string>> = {};
  for (const name of settingNames) {
    const bounds = boundsOf(name);
    if (bounds === null) continue;
    const value = Number(draft[name]);
    const isWhole = /^\d{1,6}$/.test(draft[name].trim());
    if (!isWhole || value < bounds.minimum || value > bounds.maximum) {
      faults[name] = `A whole number from ${bounds.minimum} to ${bounds.maximum.toLocaleString("en")}.`;
    }
  }
  return faults;
}

/** The policy that a draft without faults makes; what is not understood stays as it is in `now`. */
export function settingsOf(draft: PolicyDraft, now: PolicySettings): PolicySettings {
  const values = settingNames.map((name) => {
    const isNumber = boundsOf(name) !== null;
    return [name, isNumber ? Number(draft[name]) : draft[name]];
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- numbers are checked, and a choice is of its options
  return { ...now, ...Object.fromEntries(values) } as PolicySettings;
}

export interface Change {
  readonly name: SettingName;
  readonly from: PolicySettings[SettingName];
  readonly to: PolicySettings[SettingName];
  readonly isLooser: boolean;
}

/** What a draft changes, and which of it makes the account less safe. */
export function changesIn(now: PolicySettings, next: PolicySettings): Change[] {
  const looser = loosened(now, next);
  return settingNames
    .filter((name) => now[name] !== next[name])
    .map((name) => ({ name, from: now[name], to: next[name], isLooser: looser.includes(name) }));
}
