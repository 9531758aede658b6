import { describe, expect, test } from "vitest";

import { Secret } from "../../kernel/secret.ts";
import type { LimitPolicy } from "./policy.ts";
import { claimKeys, networkOf } from "./subject.ts";

describe("the network of an address", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:db8:0:0:ffff::9", "2001:db8:0:0::/64"],
    ["2001:DB8:0:1::9", "2001:db8:0:1::/64"],
    ["not:an:address", "unreadable"],
  ])("%s is %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe("the key of a claim", () => {
  const keyOf = claimKeys(new Secret(new Uint8Array(32).fill(7)));
  const policy: LimitPolicy = { name: "a", quota: 10, windowSeconds: 60, lease: 1 };

  test("differs by policy, window, subject and deployment, and is the same in every process", () => {
    const claim = { policy, subject: "x" };
    const others = [
      keyOf({ policy: { ...policy, name: "b" }, subject: "x" }),
      keyOf({ policy: { ...policy, windowSeconds: 61 }, subject: "x" }),
      keyOf({ policy, subject: "y" }),
      claimKeys(new Secret(new Uint8Array(32).fill(8)))(claim),
    ];
    expect(new Set([keyOf(claim), ...others]).size).toBe(5);
    expect(claimKeys(new Secret(new Uint8Array(32).fill(7)))(claim)).toBe(keyOf(claim));
  });
});
