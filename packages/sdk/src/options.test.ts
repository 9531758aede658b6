import { inspect } from "node:util";

import { describe, expect, test } from "vitest";

import { createAudit } from "./audit/index.ts";
import { createClient } from "./client.ts";
import { createGuard } from "./guard/index.ts";

const baseUrl = "https://holdfast.test";
const credential = "hfg_all_canary";
const fetch = () => Promise.reject(new TypeError("nothing is sent"));

const makers: [name: string, make: (options: { baseUrl: string; credential: string }) => unknown][] = [
  ["createGuard", (options) => createGuard({ ...options, fetch }).close()],
  ["createAudit", (options) => createAudit({ ...options, events: {}, fetch })],
  ["createClient", ({ baseUrl: url, credential: token }) => createClient({ baseUrl: url, token, fetch })],
];

describe.each(makers)("%s", (name, make) => {
  test.each(["", "/v1/canary", "holdfast-canary.test", "canary:8080", "ftp://canary.test", "https://"])(
    "says which option is wrong where baseUrl is %j, and repeats nothing of it",
    (wrong) => {
      const refusal = thrownBy(() => make({ baseUrl: wrong, credential }));
      expect(refusal).toBeInstanceOf(TypeError);
      expect(String(refusal)).toContain("baseUrl must be ");
      expect(String(refusal)).toContain("such as https://holdfast.example.com");
      expect(inspect(refusal).split("\n    at ")[0]).not.toContain("canary");
      expect(Object.keys(refusal ?? {})).toEqual([]);
    },
  );

  test.each(["", " ", "hfg_all canary", "hfg_all_canary\n"])("takes no %j for a credential", (wrong) => {
    const refusal = thrownBy(() => make({ baseUrl, credential: wrong }));
    expect(refusal).toBeInstanceOf(TypeError);
    expect(String(refusal)).toContain(name === "createClient" ? "token must be" : "credential must be");
    expect(inspect(refusal, { showHidden: true }).split("\n    at ")[0]).not.toContain("canary");
  });
});

test.each(makers.slice(0, 2))("%s says that a credential that is missing is", (_name, make) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a variable of the environment is that is not set
  expect(() => make({ baseUrl, credential: undefined as unknown as string })).toThrow("credential must be");
});

test("a guard whose function gives no credential is never fresh, and ends without a fault of its own", async () => {
  const troubles: unknown[] = [];
  const guard = createGuard({ baseUrl, credential: () => "", fetch, onTrouble: ({ error }) => troubles.push(error) });
  await expect.poll(() => troubles).toMatchObject([{ name: "TypeError" }, { name: "TypeError" }]);
  expect(guard.fresh()).toBe(false);
  const faults: unknown[] = [];
  const note = (reason: unknown): unknown => faults.push(reason);
  process.on("unhandledRejection", note);
  guard.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off("unhandledRejection", note);
  expect(faults).toEqual([]);
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
    return null;
  } catch (error) {
    return error;
  }
}
