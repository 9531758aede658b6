import ipaddr from "ipaddr.js";

/**
 * Networks of IPv4 that nothing is sent to: the IANA special-purpose registry (RFC 6890, as of 2025), multicast and
 * reserved space, and the addresses that clouds serve secrets on.
 */
const closedV4 = [
  "0.0.0.0/8", // this network, RFC 791
  "10.0.0.0/8", // private, RFC 1918
  "100.64.0.0/10", // shared by carriers, RFC 6598; metadata of Alibaba Cloud
  "127.0.0.0/8", // loopback, RFC 1122
  "168.63.129.16/32", // Azure's host agent: public space, answered inside
  "169.254.0.0/16", // link local, RFC 3927; metadata of most clouds
  "172.16.0.0/12", // private, RFC 1918
  "192.0.0.0/24", // protocol assignments, RFC 6890; metadata of Oracle Cloud
  "192.0.2.0/24", // documentation, RFC 5737
  "192.31.196.0/24", // AS112, RFC 7535
  "192.52.193.0/24", // AMT, RFC 7450
  "192.88.99.0/24", // 6to4 relays, RFC 7526
  "192.168.0.0/16", // private, RFC 1918
  "192.175.48.0/24", // AS112, RFC 7534
  "198.18.0.0/15", // benchmarks, RFC 2544
  "198.51.100.0/24", // documentation, RFC 5737
  "203.0.113.0/24", // documentation, RFC 5737
  "224.0.0.0/4", // multicast, RFC 5771
  "240.0.0.0/4", // reserved, RFC 1112, and broadcast
];

/**
 * Of IPv6 only what is allotted as global unicast may be reached. That leaves out loopback, unique local, link local,
 * multicast, IPv4 mapped, compatible and translated (RFC 6052, RFC 8215), discard and segment routing.
 */
const globalV6 = "2000::/3";
const closedV6 = [
  "2001::/23", // protocol assignments, RFC 2928: Teredo, benchmarks, ORCHID, AMT
  "2001:db8::/32", // documentation, RFC 3849
  "2002::/16", // 6to4, RFC 3056: carries an IPv4 address
  "2620:4f:8000::/48", // AS112, RFC 7534
  "3fff::/20", // documentation, RFC 9637
];

const parse = (networks: readonly string[]) => networks.map((network) => ipaddr.parseCIDR(network));
const [v4, v6, global, loopback] = [
  parse(closedV4),
  parse(closedV6),
  parse([globalV6]),
  parse(["127.0.0.0/8", "::1/128"]),
];

const isWithin = (address: ipaddr.IPv4 | ipaddr.IPv6, networks: ReturnType<typeof parse>): boolean =>
  networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));

/** Whether something may be sent to it: an address of the public internet, in a notation that means one thing only. */
export function isPublicAddress(raw: string): boolean {
  const address = parseAddress(raw);
  if (address === null) return false;
  return address.kind() === "ipv4" ? !isWithin(address, v4) : isWithin(address, global) && !isWithin(address, v6);
}

export function isLoopback(raw: string): boolean {
  const address = parseAddress(raw);
  return address !== null && isWithin(address, loopback);
}

/** One spelling per address; null for what is none, and for one with a zone. */
export const normalAddress = (raw: string): string | null => parseAddress(raw)?.toString() ?? null;

function parseAddress(raw: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(raw)) return ipaddr.IPv4.parse(raw);
  return !raw.includes("%") && raw.includes(":") && ipaddr.IPv6.isValid(raw) ? ipaddr.IPv6.parse(raw) : null;
}
