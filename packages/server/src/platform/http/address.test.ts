import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { canonicalAddress, clientAddress, parseTrustedProxies } from "./address.ts";

const proxies = parseTrustedProxies(["10.0.0.0/8", "fd00::/8"]);

describe("the address of a client", () => {
  test.each([
    ["is its own, when it comes without a proxy", "203.0.113.9", undefined, "203.0.113.9"],
    ["is its own, whatever it says of others", "203.0.113.9", "198.51.100.1", "203.0.113.9"],
    ["is what the proxy saw", "10.0.0.1", "203.0.113.9", "203.0.113.9"],
    [
      "is what the last proxy saw, and not what the client wrote before it",
      "10.0.0.1",
      "1.1.1.1, 203.0.113.9",
      "203.0.113.9",
    ],
    ["is found behind several proxies", "10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.7, 10.1.2.3", "203.0.113.9"],
    ["is the proxy's when nothing was forwarded", "10.0.0.1", undefined, "10.0.0.1"],
    ["is the proxy's when something else than an address was forwarded", "10.0.0.1", "unknown", "10.0.0.1"],
    [
      "is the nearest that is known when a proxy forwards garbage",
      "10.0.0.1",
      "203.0.113.9, _hidden, 10.0.0.7",
      "10.0.0.7",
    ],
    ["is the first, when all of them are proxies", "10.0.0.1", "10.0.0.9, 10.0.0.7", "10.0.0.9"],
    ["is unwrapped", "10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"],
    ["is spelled in one way", "fd00::1", "2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["is not taken from a port's side", "10.0.0.1", "203.0.113.9:4711", "10.0.0.1"],
  ])("%s", (_name, peer, forwarded, address) => {
    expect(clientAddress(peer, forwarded, proxies)).toBe(address);
  });

  test("is the peer's when no proxy is trusted at all", () => {
    expect(clientAddress("10.0.0.1", "203.0.113.9", [])).toBe("10.0.0.1");
  });

  test("is never one that the client wrote, however much it writes [C-137]", () => {
    const hop = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 12 }));
    // A header may have thousands of entries; by itself fast-check makes about ten.
    const written = fc.array(hop, { maxLength: 200, size: "max" });
    fc.assert(
      fc.property(written, (hops) => {
        expect(clientAddress("10.0.0.1", [...hops, "203.0.113.9"].join(","), proxies)).toBe("203.0.113.9");
      }),
    );
  });
});

describe("a canonical address", () => {
  test.each([
    ["127.1", "127.0.0.1"],
    ["::1", "::1"],
    ["::FFFF:7f00:1", "127.0.0.1"],
    ["", null],
    ["localhost", null],
    ["1.2.3.4, 5.6.7.8", null],
    ["1.2.3.4\r\nx: y", null],
  ])("of %j is %j", (raw, canonical) => {
    expect(canonicalAddress(raw)).toBe(canonical);
  });

  test("is one for every spelling of the same address", () => {
    fc.assert(
      fc.property(fc.ipV6(), (raw) => {
        const canonical = canonicalAddress(raw);
        expect(canonicalAddress(raw.toUpperCase())).toBe(canonical);
        expect(canonicalAddress(canonical ?? "")).toBe(canonical);
      }),
    );
  });
});

test.each(["10.0.0.0", "10.0.0.0/33", "proxy", "10.0.0/8x", ""])("%j is no network", (network) => {
  expect(() => parseTrustedProxies([network])).toThrow(
    /not a CIDR|formatted like|no CIDR|invalid|address has neither/i,
  );
});
