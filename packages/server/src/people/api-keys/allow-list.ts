import ipaddr from "ipaddr.js";

import { Problem } from "../../kernel/problem.ts";

/** The networks that a key works from. */
export type AllowList = readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];

/**
 * Addresses and networks as somebody wrote them, in one spelling each: a network without host bits, IPv4 that was wrapped
 * into IPv6 unwrapped.
 * @throws Problem(`key.address_malformed`)
 */
export const normaliseAllowList = (entries: readonly string[]): string[] => [...new Set(entries.map(normalise))];

function normalise(entry: string): string {
  const [address = "", prefix, ...rest] = entry.trim().split("/");
  if (
    rest.length > 0 ||
    !ipaddr.isValid(address) ||
    (isDotted(address) && !ipaddr.IPv4.isValidFourPartDecimal(address))
  )
    throw new Problem("key.address_malformed");
  const parsed = ipaddr.parse(address);
  const wrapped = parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress();
  const plain = ipaddr.process(address);
  const most = plain.kind() === "ipv4" ? 32 : 128;
  if (prefix === undefined) return `${plain.toString()}/${most}`;
  if (!/^\d{1,3}$/.test(prefix)) throw new Problem("key.address_malformed");
  const bits = wrapped ? Number(prefix) - 96 : Number(prefix);
  // A network of everything is no list; it would only look like one.
  if (bits < 1 || bits > most) throw new Problem("key.address_malformed");
  return `${networkAddress(plain, bits)}/${bits}`;
}

const isDotted = (address: string): boolean => !address.includes(":");

function networkAddress(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const bytes = address.toByteArray().map((byte, n) => {
    const kept = Math.min(8, Math.max(0, bits - n * 8));
    return byte & (0xff << (8 - kept)) & 0xff;
  });
  return ipaddr.fromByteArray(bytes).toString();
}

/** @throws when an entry is not what `normaliseAllowList` writes. */
export const parseAllowList = (entries: readonly string[]): AllowList =>
  entries.map((entry) => ipaddr.parseCIDR(entry));

export function isAllowed(list: AllowList, address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return list.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits));
}
