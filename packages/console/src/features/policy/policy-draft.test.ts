import { presetNames, presets } from "@holdfast/contract";
import { describe, expect, test } from "vitest";

import { boundsOf, changesIn, draftFaults, draftOf, settingsOf } from "./policy-draft.ts";

const { standard, strict } = presets;

describe("a policy draft", () => {
  test("of every preset gives that preset back", () => {
    for (const name of presetNames) {
      expect(draftFaults(draftOf(presets[name]))).toEqual({});
      expect(settingsOf(draftOf(presets[name]), standard)).toEqual(presets[name]);
    }
  });

  test("outside the product's bounds is refused with them", () => {
    const draft = { ...draftOf(standard), accessTokenMinutes: "61", passwordMinLength: "7.5", sessionMaxHours: "" };
    expect(draftFaults(draft)).toEqual({
      accessTokenMinutes: "A whole number from 1 to 60.",
      passwordMinLength: "A whole number from 8 to 64.",
      sessionMaxHours: "A whole number from 1 to 720.",
    });
    expect(boundsOf("rolePreset")).toBeNull();
  });

  test("tells what it changes, and what of it is looser", () => {
    expect(changesIn(standard, standard)).toEqual([]);
    expect(changesIn(standard, { ...standard, accessTokenMinutes: 60, passwordMinLength: 20 })).toEqual([
      { name: "accessTokenMinutes", from: 15, to: 60, isLooser: true },
      { name: "passwordMinLength", from: 15, to: 20, isLooser: false },
    ]);
    expect(changesIn(standard, strict).some(({ isLooser }) => isLooser)).toBe(false);
  });
});
