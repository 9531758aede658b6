import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isAllowed, normaliseAllowList, parseAllowList } from "./allow-list.ts";

const allows = (entries: readonly string[], address: string): boolean =>
  isAllowed(parseAllowList(normaliseAllowList(entries)), address);

describe("an allow-list", () => {
  test.each([
    ["192.0.2.7", "192.0.2.7/32"],
    ["192.0.2.7/24", "192.0.2.0/24"],
    ["10.255.255.255/9", "10.128.0.0/9"],
    ["2001:DB8::1", "2001:db8::1/128"],
    ["2001:db8:1:2:3::/33", "2001:db8::/33"],
    ["::ffff:192.0.2.7", "192.0.2.7/32"],
    ["::ffff:192.0.2.7/120", "192.0.2.0/24"],
  ])("writes %s as %s", (entry, written) => {
    expect(normaliseAllowList([entry])).toEqual([written]);
  });

  test.each([
    "",
    "x",
    "192.0.2",
    "192.0.2.1/33",
    "192.0.2.1/0",
    "::/0",
    "1.2.3.4/8/8",
    "0x7f000001",
    "192.0.2.1/-1",
    "010.0.0.1x",
    "3232235521",
    "192.0.2.1/1e1",
  ])("refuses %j", (entry) => {
    expect(() => normaliseAllowList([entry])).toThrow("key.address_malformed");
  });

  test("lets in what is in one of its networks, in either spelling of IPv4, and nothing else", () => {
    const list = ["192.0.2.0/24", "2001:db8::/32"];
    for (const address of ["192.0.2.1", "::ffff:192.0.2.200", "2001:db8:ffff::1"]) {
      expect([address, allows(list, address)]).toEqual([address, true]);
    }
    for (const address of ["192.0.3.1", "::ffff:192.0.3.1", "2001:db9::1", "::1", "", "unknown"]) {
      expect([address, allows(list, address)]).toEqual([address, false]);
    }
  });

  test("lets in every address that it is written with", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 1, max: 32 }), (address, bits) => {
        expect(allows([`${address}/${bits + (address.includes(":") ? 96 : 0)}`], address)).toBe(true);
      }),
    );
  });
});
