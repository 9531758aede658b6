import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";

/** Sent with every answer (ASVS 5.0 V3.4; C-037: HSTS for a year with subdomains). */
export const securityHeaders = {
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  // frame-ancestors is what counts (ASVS 3.4.6); older clients know only the second.
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
} as const;

/** As Node takes headers fastest: names and values in turns. */
const inTurns: readonly string[] = Object.entries(securityHeaders).flat();

/** Whatever writes the head of this answer, and however late, it carries the security headers. */
export function secure(response: ServerResponse): void {
  response.writeHead = writeSecuredHead;
}

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

function writeSecuredHead(
  this: ServerResponse,
  status: number,
  reason?: string | Headers,
  headers: Headers | undefined = typeof reason === "string" ? undefined : reason,
): ServerResponse {
  const all: OutgoingHttpHeader[] = inTurns.slice();
  if (Array.isArray(headers)) all.push(...headers);
  else if (headers !== undefined) addInTurns(all, headers);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whose method this one stands before
  const plain = Object.getPrototypeOf(this) as ServerResponse;
  if (typeof reason === "string") this.statusMessage = reason;
  return plain.writeHead.call(this, status, all);
}

function addInTurns(all: OutgoingHttpHeader[], headers: OutgoingHttpHeaders): void {
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) all.push(name, value);
  }
}

/** For everything that is not a page: nothing may be loaded, framed or submitted. */
export const apiContentSecurityPolicy =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** For pages of the console. `nonce` is fresh per answer and covers the style elements that the UI library inserts. */
export const pageContentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
