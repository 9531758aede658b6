import type { Socket } from "node:net";

import type { FastifyRequest } from "fastify";

import { isTrusted, type TrustedProxies } from "./address.ts";
import type { OriginalRequest } from "./call.ts";
import type { BrowserFacts } from "./origin-check.ts";
import { browserFacts, peerOf } from "./request-facts.ts";

/** What the proxy asks about; null where nobody may be believed about it, or it is no request. */
export type ReadOriginal = (request: FastifyRequest) => OriginalRequest | null;

/**
 * A declared proxy says what it holds back in `X-Forwarded-Method` and `X-Forwarded-Uri` (Traefik, Caddy; nginx as
 * configured), or asks with the request's own method at `route` and its own path (Envoy). Anybody else is believed
 * nothing: their word for a harmless GET would be the way around the check of who made a browser send it.
 */
export function createOriginalReader(route: string, proxies: TrustedProxies): ReadOriginal {
  const isProxy = remembered((socket) => isTrusted(peerOf(socket), proxies));
  return (request) => {
    if (!isProxy(request.socket)) return null;
    if (request.url.startsWith("/", route.length)) {
      return originalOf(request.method, request.url.slice(route.length));
    }
    return originalOf(request.headers["x-forwarded-method"], request.headers["x-forwarded-uri"]);
  };
}

/** A connection's peer stays the same for all its requests. */
function remembered(decide: (socket: Socket) => boolean): (socket: Socket) => boolean {
  const decisions = new WeakMap<Socket, boolean>();
  return (socket) => {
    const known = decisions.get(socket) ?? decide(socket);
    decisions.set(socket, known);
    return known;
  };
}

/** RFC 9110 §9.1: methods are case-sensitive. A header that was sent twice arrives joined by ", " and is neither. */
const methodShape = /^[A-Z][A-Z-]{0,30}$/;
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const targetShape = /^\/[^\u0000-\u0020\u007f]*$/;

function originalOf(method: string | string[] | undefined, target: string | string[] | undefined) {
  const whole = typeof method === "string" && typeof target === "string";
  return whole && methodShape.test(method) && targetShape.test(target) ? { method, target } : null;
}

/**
 * What a browser says about the original request. One that is not known counts as a change, and so does one that opens a
 * WebSocket: browsers open those to other sites, cookies and all (RFC 6455 §10.2).
 */
export function originalFacts(request: FastifyRequest, original: OriginalRequest | null): BrowserFacts {
  const isKnown = original !== null && !opensSocket(request);
  return { ...browserFacts(request), method: isKnown ? original.method : "CONNECT" };
}

/** Proxies keep `Upgrade` to themselves (RFC 9110 §7.6.1); what belongs to the handshake beside it comes through. */
const opensSocket = ({ headers }: FastifyRequest): boolean =>
  headers.upgrade !== undefined ||
  headers["sec-websocket-key"] !== undefined ||
  headers["sec-websocket-version"] !== undefined ||
  headers["sec-fetch-mode"] === "websocket";
