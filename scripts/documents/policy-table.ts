import { presetNames, presets, type SettingName, settingNames, settings } from "../../packages/contract/src/index.ts";

/** The table of docs/policy.md: every setting of a policy, and its value in every preset. */
export function policyTable(): string {
  return [
    `| setting | what it is | ${presetNames.map((name) => `\`${name}\``).join(" | ")} |`,
    `|---|---|${presetNames.map(() => "---|").join("")}`,
    ...settingNames.map((name) => `| \`${name}\` | ${meaningOf(name)} | ${valuesOf(name)} |`),
  ].join("\n");
}

function meaningOf(name: SettingName): string {
  const { title, row, unit } = settings[name];
  return `${title}${unit === "" ? "" : `, in ${unit}`} (${row})`;
}

/** A value of its own in bold, so that what sets a preset apart is seen. */
const valuesOf = (name: SettingName): string =>
  presetNames
    .map((preset) => {
      const value = String(presets[preset][name]);
      return presets[preset][name] === presets.standard[name] ? value : `**${value}**`;
    })
    .join(" | ");
