import { expect, onTestFinished, test } from "vitest";

import { createGuard } from "./guard.ts";

const renewal = {
  position: { seq: 1, mark: null },
  entries: [],
  reset: false,
  trustMs: 900,
  leaseMs: 1000,
  now: new Date().toISOString(),
};

const odd: [what: string, answer: unknown][] = [
  ["null", null],
  ["nothing", {}],
  ["no lease", { ...renewal, leaseMs: undefined }],
  ["a lease of nothing", { ...renewal, leaseMs: 0 }],
  ["no entries", { ...renewal, entries: undefined }],
  ["no time", { ...renewal, now: "soon" }],
  ["trust that is no number", { ...renewal, trustMs: "900" }],
];

test.each(odd)(
  "an answer that is none, such as %s, is not taken for trust, and does no harm to the next",
  async (...[, answer]) => {
    let asked = 0;
    const told: unknown[] = [];
    const guard = createGuard({
      baseUrl: "https://holdfast.test",
      credential: "hfg_all_x",
      onTrouble: ({ what }) => told.push(what),
      async fetch(input) {
        if (!String(input instanceof Request ? input.url : input).endsWith("/renewals")) throw new TypeError("cut");
        asked += 1;
        return Response.json(asked < 3 ? answer : renewal);
      },
    });
    onTestFinished(() => guard.close());
    await expect.poll(() => asked, { interval: 1 }).toBe(2);
    expect(guard.fresh()).toBe(false);
    await expect.poll(() => guard.fresh()).toBe(true);
    expect(asked).toBe(3);
    expect(told).toContain("renewal_failed");
  },
);
