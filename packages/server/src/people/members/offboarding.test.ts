import { presets } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { deadlines, stepNames } from "./offboarding.ts";

describe("the deadlines of an offboarding", () => {
  test("never delete anybody before the handover, whatever the policy [C-168] [C-169]", () => {
    const wait = fc.integer({ min: 0, max: 90 });
    fc.assert(
      fc.property(wait, wait, (offboardingTransferDays, offboardingDeleteDays) => {
        const due = deadlines({ ...presets.standard, offboardingTransferDays, offboardingDeleteDays }, 0);
        expect(due.delete).toBeGreaterThanOrEqual(due.transfer);
        expect(due.suspend).toBe(0);
      }),
    );
  });

  test("are those of the pages in every preset [D-30]", () => {
    for (const preset of Object.values(presets)) {
      const due = deadlines(preset, 0);
      expect(stepNames.map((step) => due[step] / 3_600_000)).toEqual([0, 1, 24, 168, 168]);
    }
  });
});
