import { expect, test } from "vitest";

import { enrolStages, firstStep, stageOf, triable } from "./enrolment.ts";

const nothing = { totp: null, passkeys: 0, recoveryCodes: null };

test("an enrolment goes on where it stood, after a reload as well", () => {
  expect(firstStep(nothing)).toEqual({ at: "choose" });
  expect(firstStep({ ...nothing, passkeys: 1 })).toEqual({ at: "codes" });
  expect(firstStep({ ...nothing, totp: {}, recoveryCodes: {} })).toEqual({ at: "done" });
});

test("only what is not used up by it is tried out", () => {
  expect(triable({ totp: {}, passkeys: 2, recoveryCodes: {} })).toEqual(["passkey", "totp"]);
  expect(triable(nothing)).toEqual([]);
});

test("every step belongs to a stage", () => {
  const begun = { secret: "", uri: "" };
  const steps = [{ at: "choose" }, { at: "app", begun }, { at: "codes" }, { at: "try" }, { at: "done" }] as const;
  expect(steps.map((step) => enrolStages[stageOf(step)])).toEqual(["Choose", "Choose", "Keep codes", "Try it", "Done"]);
});
