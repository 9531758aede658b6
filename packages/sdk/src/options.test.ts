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

test.each(makers)("%s takes no baseUrl with more in it than a place, and repeats nothing of it", (_name, make) => {
  for (const more of [
    "https://ada:canary@h.test",
    "https://canary@h.test",
    `${baseUrl}?canary=1`,
    `${baseUrl}/#canary`,
  ]) {
    const refusal = thrownBy(() => make({ baseUrl: more, credential }));
    expect(String(refusal)).toContain("baseUrl must be ");
    expect(inspect(refusal, { showHidden: true }).split("\n    at ")[0]).not.toContain("canary");
  }
});

test.each(makers.slice(0, 2))("%s sends its token over HTTPS, or to this machine alone [C-036]", (_name, make) => {
  for (const url of [
    "http://holdfast.test",
    "http://127.0.0.1.evil.test",
    "http://localhost.evil.test",
    "http://[::2]",
  ])
    expect(() => make({ baseUrl: url, credential })).toThrow("https://");
  for (const url of ["http://127.0.0.1:7700", "http://localhost:7700", "http://[::1]:7700", baseUrl])
    expect(() => make({ baseUrl: url, credential })).not.toThrow();
});

const numbers: [name: string, make: (value: number) => unknown][] = [
  ["leaseMs", (leaseMs) => createGuard({ baseUrl, credential, fetch, leaseMs })],
  ["rememberAtMost", (rememberAtMost) => createGuard({ baseUrl, credential, fetch, rememberAtMost })],
  ["flushMs", (flushMs) => createAudit({ baseUrl, credential, events: {}, fetch, flushMs })],
  ["bufferAtMost", (bufferAtMost) => createAudit({ baseUrl, credential, events: {}, fetch, bufferAtMost })],
  ["recordMs", (recordMs) => createAudit({ baseUrl, credential, events: {}, fetch, recordMs })],
  ["laterMs", (laterMs) => createAudit({ baseUrl, credential, events: {}, fetch, laterMs })],
  ["retries", (retries) => createClient({ baseUrl, fetch, retries })],
  ["timeoutMs", (timeoutMs) => createClient({ baseUrl, fetch, timeoutMs })],
];

test.each(numbers)("%s is a number that can be, and not what an unset variable makes of it", (name, make) => {
  for (const wrong of [Number.NaN, -1, Infinity, 2 ** 31]) {
    expect(() => make(wrong)).toThrow(new RegExp(`^${name} must be a number from \\d+ to 2147483647$`));
  }
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
