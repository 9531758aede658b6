import { describe, expect, test } from "vitest";

import { leastDistanceKm } from "./distance.ts";
import { kindOfNetwork, networkOf } from "./network.ts";

describe("the network of an address", () => {
  test.each([
    ["8.8.8.8", 15169, "hosting"],
    ["1.1.1.1", 13335, "hosting"],
    ["193.0.6.139", 3333, "access"],
    ["2001:4860:4860::8888", 15169, "hosting"],
    ["::ffff:8.8.8.8", 15169, "hosting"],
  ])("%s is AS%d", async (address, asn, kind) => {
    expect(await networkOf(address)).toEqual({ asn, kind });
  });

  test.each(["127.0.0.1", "10.1.2.3", "fd00::1", "2001:db8::1", "100.64.0.1", "", "8.8.8.8, 1.1.1.1", "240.0.0.1"])(
    "is unknown for %j",
    async (address) => {
      expect(await networkOf(address)).toBeNull();
    },
  );

  test.each([
    ["T-Mobile USA, Inc.", "mobile"],
    ["Vodafone GmbH", "mobile"],
    ["Hetzner Online GmbH", "hosting"],
    ["M247 Europe SRL", "hosting"],
    ["Deutsche Telekom AG", "access"],
  ])("is told apart by its name: %s is %s", (name, kind) => {
    expect(kindOfNetwork(name)).toBe(kind);
  });
});

describe("the least distance of two countries", () => {
  test("is what remains when both borders are taken off", () => {
    expect(leastDistanceKm("EE", "AU")).toBeGreaterThan(11_000);
    expect(leastDistanceKm("EE", "AU")).toBeLessThan(14_500);
    expect(leastDistanceKm("US", "RU")).toBeLessThan(3_000);
  });

  test("is none between neighbours, and inside a country", () => {
    expect(leastDistanceKm("DE", "FR")).toBe(0);
    expect(leastDistanceKm("RU", "RU")).toBe(0);
  });

  test("is unknown for a code without a place", () => {
    expect(leastDistanceKm("EE", "ZZ")).toBeNull();
  });
});
