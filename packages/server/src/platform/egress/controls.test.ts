import { describe, expect, test } from "vitest";

import { createEgress, type Egress, egressControls, EgressFailure } from "./index.ts";

const probe = (egress: Egress) => {
  const [control] = egressControls(egress);
  if (control === undefined) throw new Error("there is no control");
  return control.probe();
};
const guard = createEgress({ policy: { loopback: "open" } });

describe("the control of the way out", () => {
  test("is in order for the guard as it runs [C-036]", async () => {
    const evidence = { tried: 12, passed: "none", publicAddressOpen: "yes" };
    expect(await probe(guard)).toEqual({ ok: true, evidence });
  });

  test("fails when something inside is let through", async () => {
    const check: Egress["check"] = async (raw, scheme) => {
      if (!raw.includes("169.254")) await guard.check(raw, scheme);
    };
    expect(await probe({ ...guard, check })).toMatchObject({ ok: false, evidence: { passed: "link local" } });
  });

  test("fails when nothing gets out at all: that would look like safety", async () => {
    const check = async () => Promise.reject(new EgressFailure("destination"));
    expect(await probe({ ...guard, check })).toMatchObject({ ok: false, evidence: { publicAddressOpen: "no" } });
  });
});
