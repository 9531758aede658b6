import { type PolicySettings, type SettingName, settings } from "@holdfast/contract";

/** The choices of a setting that is not a number, in words. */
type Choice = Extract<PolicySettings[SettingName], string>;
export const choiceWords: Readonly<Record<Choice, string>> = {
  "argon2id-19m-t2": "Argon2id, 19 MiB, 2 passes",
  "argon2id-46m-t1": "Argon2id, 46 MiB, 1 pass",
  "argon2id-64m-t3": "Argon2id, 64 MiB, 3 passes",
  five: "Five, root to billing",
  three: "Three, owner to agent",
  none: "Nobody",
  privileged: "Privileged roles",
  all: "Everybody",
  off: "Off",
  advise: "Advise",
  require: "Require",
  on: "On",
};

/** The choices of each setting that is not a number. */
export const choices: Readonly<Partial<Record<SettingName, readonly Choice[]>>> = {
  passwordHash: ["argon2id-19m-t2", "argon2id-46m-t1", "argon2id-64m-t3"],
  rolePreset: ["five", "three"],
  factorRequired: ["none", "privileged", "all"],
  magicLink: ["off", "on"],
  breachCheck: ["off", "advise", "require"],
  googleSignIn: ["off", "on"],
};

/** A setting's value as one says it. */
export function valueWords(name: SettingName, value: PolicySettings[SettingName]): string {
  if (typeof value === "string") return choiceWords[value];
  if (name === "auditRetentionMonths" && value === 0) return "while the account is active";
  const { unit } = settings[name];
  const singular = unit.replace(/s$/, "");
  const exact = `${value.toLocaleString("en")} ${value === 1 ? singular : unit}`;
  if (unit === "minutes" && value >= 120 && value % 60 === 0) return `${exact} (${value / 60} hours)`;
  if (unit === "hours" && value >= 48 && value % 24 === 0) return `${exact} (${value / 24} days)`;
  return exact;
}
