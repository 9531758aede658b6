import ipaddr from "ipaddr.js";

/** The networks whose X-Forwarded-For is believed. */
export type TrustedProxies = readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];

/** @throws when a network is not in CIDR notation. */
export const parseTrustedProxies = (networks: readonly string[]): TrustedProxies =>
  networks.map((network) => ipaddr.parseCIDR(network));

/**
 * The client's address: the peer's, given in its canonical spelling, or, when the peer is a trusted proxy, the rightmost
 * entry of X-Forwarded-For that is not one. Entries further left were written by whoever sent the request.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, proxies: TrustedProxies): string {
  let address = peer;
  if (forwardedFor === undefined || proxies.length === 0) return address;
  const hops = forwardedFor.split(",");
  while (isTrusted(address, proxies)) {
    const hop = canonicalAddress(hops.pop()?.trim() ?? "");
    if (hop === null) break;
    address = hop;
  }
  return address;
}

/** One spelling per address; IPv4 addresses that are wrapped into IPv6 ones are unwrapped. Null for anything else. */
export function canonicalAddress(raw: string): string | null {
  return ipaddr.isValid(raw) ? ipaddr.process(raw).toString() : null;
}

/** Whether an address is one of these proxies. */
export function isTrusted(address: string, proxies: TrustedProxies): boolean {
  const parsed = ipaddr.process(address);
  return proxies.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits));
}
