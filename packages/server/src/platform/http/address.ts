import ipaddr from "ipaddr.js";

/** The networks whose X-Forwarded-For is believed. */
export type TrustedProxies = readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];

/** @throws when a network is not in CIDR notation. */
export const parseTrustedProxies = (networks: readonly string[]): TrustedProxies =>
  networks.map((network) => ipaddr.parseCIDR(network));

/**
 * The client's address: the peer's, or, when the peer is a trusted proxy, the rightmost entry of X-Forwarded-For that is
 * not one. Entries further left were written by whoever sent the request.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, proxies: TrustedProxies): string {
  let address = canonical(peer) ?? "0.0.0.0";
  if (forwardedFor === undefined || proxies.length === 0) return address;
  const hops = forwardedFor.split(",", 32).map((hop) => canonical(hop.trim()));
  while (isTrusted(address, proxies)) {
    const hop = hops.pop();
    if (hop === undefined || hop === null) break;
    address = hop;
  }
  return address;
}

function canonical(raw: string): string | null {
  return ipaddr.isValid(raw) ? ipaddr.process(raw).toString() : null;
}

function isTrusted(address: string, proxies: TrustedProxies): boolean {
  const parsed = ipaddr.process(address);
  return proxies.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits));
}
