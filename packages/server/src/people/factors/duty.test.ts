import { type BuiltInRoleName, builtInRoles, loosened, presetNames, presets } from "@holdfast/contract";
import { expect, test } from "vitest";

import { isFactorRequired } from "./duty.ts";

const asked = (preset: keyof typeof presets): BuiltInRoleName[] =>
  Object.values(builtInRoles)
    .filter(({ privileged }) => isFactorRequired(presets[preset], privileged))
    .map(({ name }) => name);

test("every preset asks root, admin and owner for a second factor, and all but two ask everybody [C-110] [C-111] [C-113] [D-08]", () => {
  const all = Object.keys(builtInRoles);
  for (const preset of presetNames) {
    const privileged = preset === "quivaworks" || preset === "qwic";
    expect([preset, asked(preset)]).toEqual([preset, privileged ? ["root", "admin", "owner"] : all]);
  }
});

test("a policy may ask nobody, and that is looser than any other [D-08]", () => {
  const nobody = { ...presets.standard, factorRequired: "none" } as const;
  expect([true, false].map((privileged) => isFactorRequired(nobody, privileged))).toEqual([false, false]);
  for (const preset of presetNames) {
    const next = { ...presets[preset], factorRequired: "none" } as const;
    expect(loosened(presets[preset], next)).toEqual(["factorRequired"]);
  }
});
