import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { faultsOf } from "./config.fixture.ts";
import { settingSpecs } from "./config-settings.ts";

describe("a name that is no setting", () => {
  test.each([
    ["HOLDFAST_PROT", "HOLDFAST_PORT"],
    ["HOLDFAST_REGION", "HOLDFAST_REGIONS"],
    ["HOLDFAST_TLS_CERTIFICATE_FIEL", "HOLDFAST_TLS_CERTIFICATE_FILE"],
    ["HOLDFAST_REGION_EU_DATABASE_UR", "HOLDFAST_REGION_EU_DATABASE_URL"],
    ["HOLDFAST_SMTPURL", "HOLDFAST_SMTP_URL"],
  ])("%s is refused, and %s suggested", (typed, meant) => {
    expect(faultsOf({ [typed]: "x" })).toEqual([`${typed} is not a setting: did you mean ${meant}?`]);
  });

  test("is refused without a suggestion when none is near", () => {
    expect(faultsOf({ HOLDFAST_DISABLE_SECURITY: "1" })).toEqual(["HOLDFAST_DISABLE_SECURITY is not a setting"]);
  });

  test("of other programs is none of ours", () => {
    expect(faultsOf({ PORT: "x", HOLD: "x", holdfast_port: "x", HOLDFASTER_X: "y" })).toEqual([]);
  });

  const names = Object.keys(settingSpecs).flatMap((name) => [name, `${name}_FILE`]);
  test("is refused whatever it is", () => {
    const unknown = fc.stringMatching(/^HOLDFAST_[A-Z_]{1,20}$/).filter((name) => !names.includes(name));
    fc.assert(
      fc.property(unknown, (name) => {
        expect(faultsOf({ [name]: "x" })).toEqual([expect.stringMatching(new RegExp(`^${name} is not a setting`))]);
      }),
    );
  });
});
