import { describe, expect, test } from "vitest";

import { countryDataBuiltAt, countryOf } from "./place.ts";

describe("the country of an address", () => {
  test.each([
    ["193.0.6.139", "NL"],
    ["8.8.8.8", "US"],
    ["2001:4860:4860::8888", "US"],
    ["::ffff:193.0.6.139", "NL"],
  ])("%s is %s", (address, country) => {
    expect(countryOf(address)).toBe(country);
  });

  test.each([
    ["loopback", "127.0.0.1"],
    ["loopback", "::1"],
    ["loopback in a mapped address", "::ffff:127.0.0.1"],
    ["private", "10.1.2.3"],
    ["private", "fd00::1"],
    ["carrier-grade NAT", "100.64.0.1"],
    ["link-local", "fe80::1%eth0"],
    ["a documentation prefix", "2001:db8::1"],
    ["unspecified", "0.0.0.0"],
    ["not an address", "example.com"],
    ["empty", ""],
    ["an address with text behind it", "8.8.8.8, 1.1.1.1"],
  ])("is unknown when it is %s (%s)", (_kind, address) => {
    expect(countryOf(address)).toBeNull();
  });

  test("comes from data that tells its age", () => {
    expect(countryDataBuiltAt()).toBeGreaterThan(Date.parse("2026-01-01"));
  });
});
