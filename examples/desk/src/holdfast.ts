import { type Client, createClient } from "@holdfast/sdk";
import type { FastifyRequest } from "fastify";

/**
 * Holdfast's API on behalf of whoever sent a request. It is told whose browser that is: sign-ins are limited, judged and
 * shown by address and device, and all of them would seem to come from the desk. Holdfast believes it because the desk's
 * network stands in HOLDFAST_TRUSTED_PROXIES.
 */
export function holdfastFor(baseUrl: string, request: FastifyRequest, token: string | null = null): Client {
  const browser = { "x-forwarded-for": request.ip, "user-agent": request.headers["user-agent"] ?? "unknown" };
  return createClient({
    baseUrl,
    ...(token !== null && { token }),
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      for (const [name, value] of Object.entries(browser)) headers.set(name, value);
      return fetch(input, { ...init, headers });
    },
  });
}
