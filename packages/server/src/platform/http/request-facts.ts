import type { Socket } from "node:net";

import type { FastifyRequest } from "fastify";

import { canonicalAddress, clientAddress, type TrustedProxies } from "./address.ts";
import type { RequestFacts } from "./call.ts";
import type { BrowserFacts } from "./origin-check.ts";

/** What a request says about itself, cut to lengths that are kept. */
export function factsOf(request: FastifyRequest, trustedProxies: TrustedProxies): RequestFacts {
  const { headers } = request;
  return {
    id: request.id,
    address: addressOf(request, trustedProxies),
    userAgent: (headers["user-agent"] ?? "").slice(0, 512),
    platformHint: one(headers["sec-ch-ua-platform"])?.slice(0, 64) ?? null,
    platformVersionHint: one(headers["sec-ch-ua-platform-version"])?.slice(0, 64) ?? null,
    language: (headers["accept-language"] ?? "").slice(0, 256),
  };
}

/** What proxies have said lately: whoever sends one request through them sends more, and reading takes two microseconds. */
const forwarded = new WeakMap<TrustedProxies, Map<string, string>>();
const mostForwarded = 10_000;
/** What is longer than two addresses is rare, and is not kept. */
const longestForwarded = 80;

function addressOf({ socket, headers }: FastifyRequest, proxies: TrustedProxies): string {
  const peer = peerOf(socket);
  const forwardedFor = one(headers["x-forwarded-for"]);
  if (forwardedFor === undefined || proxies.length === 0) return peer;
  if (forwardedFor.length > longestForwarded) return clientAddress(peer, forwardedFor, proxies);
  const addresses = forwarded.get(proxies) ?? new Map<string, string>();
  forwarded.set(proxies, addresses);
  const said = `${peer} ${forwardedFor}`;
  const known = addresses.get(said);
  if (known !== undefined) return known;
  const address = clientAddress(peer, forwardedFor, proxies);
  if (addresses.size >= mostForwarded) addresses.clear();
  addresses.set(said, address);
  return address;
}

/** A connection's peer stays the same for all its requests, and reading an address costs a microsecond. */
const peers = new WeakMap<Socket, string>();

/** The address at the other end, in its one spelling. */
export function peerOf(socket: Socket): string {
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const address = canonicalAddress(socket.remoteAddress ?? "") ?? "0.0.0.0";
  peers.set(socket, address);
  return address;
}

/** What a browser says about where a request came from. */
export const browserFacts = (request: FastifyRequest): BrowserFacts => ({
  method: request.method,
  secFetchSite: one(request.headers["sec-fetch-site"]),
  origin: request.headers.origin,
});

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(",") : header;
