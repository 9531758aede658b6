import type { KeyView } from "@holdfast/contract";
import { expect, test } from "vitest";

import { addressesIn, isRate, lifeDays, lifetimes, reachWords, stateWords } from "./key-words.ts";

const now = Date.parse("2026-11-22T00:00:00Z");
const key: KeyView = {
  id: "key_00000000000000000000000001",
  user: "usr_00000000000000000000000001",
  name: "Deploy",
  scopes: ["users:read"],
  effective: ["users:read"],
  state: "live",
  allowedAddresses: null,
  requestsPerMinute: 600,
  createdAt: "2026-11-01T00:00:00.000Z",
  expiresAt: "2027-01-20T00:00:00.000Z",
  replacedBy: null,
  lastUsedAt: null,
  lastAddress: null,
  uses: 0,
};

test("a key is spoken of when it wants attention", () => {
  expect(stateWords(key, now)).toBeNull();
  expect(stateWords({ ...key, expiresAt: "2026-11-29T00:00:00.000Z" }, now)?.words).toBe("ends soon");
  expect(stateWords({ ...key, createdAt: "2026-10-01T00:00:00.000Z" }, now)?.words).toBe("unused");
  expect(stateWords({ ...key, state: "expired" }, now)?.words).toBe("expired");
});

test("an allow-list is read from lines and commas", () => {
  expect(addressesIn("192.0.2.7\n192.0.2.0/24, 2001:db8::/32\n")).toEqual([
    "192.0.2.7",
    "192.0.2.0/24",
    "2001:db8::/32",
  ]);
  expect(addressesIn("  \n")).toBeNull();
});

test("a key says from where it may come, and how often", () => {
  expect(reachWords(key)).toBe("From everywhere, at most 600 requests a minute");
  expect(reachWords({ ...key, allowedAddresses: ["192.0.2.7", "198.51.100.0/24"], requestsPerMinute: 6000 })).toBe(
    "Only from 192.0.2.7, 198.51.100.0/24, at most 6,000 requests a minute",
  );
});

test("a rate is a whole number from 1 to 6000", () => {
  expect(["1", "600", "6000"].every(isRate)).toBe(true);
  expect(["", "0", "6001", "-1", "1.5", "1e3", "many"].some(isRate)).toBe(false);
});

test("no choice of a lifetime goes beyond the policy", () => {
  expect(lifetimes(90)).toEqual([7, 30, 60, 90]);
  expect(lifetimes(30)).toEqual([7, 30]);
  expect(lifetimes(5)).toEqual([5]);
  expect(lifeDays(key)).toBe(80);
});
