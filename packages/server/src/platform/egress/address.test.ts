import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { normalAddress, isPublicAddress } from "./address.ts";

const v4 = (value: number): string =>
  [24, 16, 8, 0].map((shift) => String(Math.floor(value / 2 ** shift) % 256)).join(".");
const hex = (value: number): string => `${Math.floor(value / 65_536).toString(16)}:${(value % 65_536).toString(16)}`;

describe("an address", () => {
  test.each(["1.1.1.1", "172.32.0.1", "100.128.0.1", "198.20.0.1", "2606:4700::1111", "2a00:1450:4009::1"])(
    "of the public internet may be sent to: %s",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each(["0.0.0.0", "10.0.0.1", "100.100.100.200", "127.0.0.1", "168.63.129.16", "169.254.169.254"])(
    "inside may not: %s",
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
    },
  );

  test.each(["172.31.255.255", "192.0.0.192", "192.168.1.1", "198.19.0.1", "224.0.0.1", "255.255.255.255"])(
    "of a special purpose may not: %s",
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
    },
  );

  test.each(["::", "::1", "fd00:ec2::254", "fe80::1", "ff02::1", "100::1", "5f00::1", "2001:db8::1", "3fff::1"])(
    "of IPv6 that is not global unicast may not: %s",
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
    },
  );

  test.each(["1", "1.1", "01.1.1.1", "0x1.1.1.1", "1.1.1.256", "fe80::1%eth0", "::1%1", "", "localhost", "1.1.1.1 "])(
    "in another notation is none: %j",
    (raw) => {
      expect([normalAddress(raw), isPublicAddress(raw)]).toEqual([null, false]);
    },
  );

  test("of IPv4 is reached by no IPv6 form that carries it: mapped, compatible, translated, 6to4, Teredo", () => {
    fc.assert(
      fc.property(fc.nat(0xff_ff_ff_ff), (value) => {
        const forms = ["::ffff:", "::", "64:ff9b::", "64:ff9b:1::", "::ffff:0:"].map((prefix) => prefix + hex(value));
        const carried = [`2002:${hex(value)}::1`, `2001:0:${hex(value)}::1`, `::ffff:${v4(value)}`];
        expect([...forms, ...carried].filter(isPublicAddress)).toEqual([]);
      }),
    );
  });

  test("is open or closed alike in every spelling of it", () => {
    fc.assert(
      fc.property(fc.ipV6(), (raw) => {
        const canonical = normalAddress(raw);
        expect(canonical).not.toBeNull();
        expect(isPublicAddress(raw)).toBe(isPublicAddress(canonical ?? ""));
      }),
    );
  });
});
