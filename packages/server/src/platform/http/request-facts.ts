import type { FastifyRequest } from "fastify";

import { clientAddress, type TrustedProxies } from "./address.ts";
import type { RequestFacts } from "./call.ts";
import type { BrowserFacts } from "./origin-check.ts";

/** What a request says about itself, cut to lengths that are kept. */
export function factsOf(request: FastifyRequest, trustedProxies: TrustedProxies): RequestFacts {
  const { headers } = request;
  return {
    id: request.id,
    address: clientAddress(request.socket.remoteAddress ?? "", one(headers["x-forwarded-for"]), trustedProxies),
    userAgent: (headers["user-agent"] ?? "").slice(0, 512),
    platformHint: one(headers["sec-ch-ua-platform"])?.slice(0, 64) ?? null,
    platformVersionHint: one(headers["sec-ch-ua-platform-version"])?.slice(0, 64) ?? null,
  };
}

/** What a browser says about where a request came from. */
export const browserFacts = (request: FastifyRequest): BrowserFacts => ({
  method: request.method,
  secFetchSite: one(request.headers["sec-fetch-site"]),
  origin: request.headers.origin,
});

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(",") : header;
