import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Where a browser keeps Holdfast's tokens for the desk: `__Host-` cookies (RFC 6265bis §4.1.3.2), which no script reads
 * and no other host sets. The desk itself stores no token, so there is none to be stolen from it.
 */
const names = { access: "__Host-desk-access", refresh: "__Host-desk-refresh" } as const;
type Name = keyof typeof names;

const attributes = "Path=/; Secure; HttpOnly; SameSite=Strict";

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  readonly sessionEndsAt: string;
}

export function setTokens(reply: FastifyReply, tokens: Tokens): void {
  set(reply, "access", tokens.accessToken, tokens.expiresAt);
  set(reply, "refresh", tokens.refreshToken, tokens.sessionEndsAt);
}

export function clearTokens(reply: FastifyReply): void {
  for (const name of Object.values(names)) void reply.header("set-cookie", `${name}=; ${attributes}; Max-Age=0`);
}

export function tokenOf({ headers }: FastifyRequest, name: Name): string | null {
  const wanted = `${names[name]}=`;
  const pair = headers.cookie?.split(/; */).find((candidate) => candidate.startsWith(wanted));
  return pair === undefined || pair === wanted ? null : pair.slice(wanted.length);
}

function set(reply: FastifyReply, name: Name, value: string, until: string): void {
  const seconds = Math.max(0, Math.floor((Date.parse(until) - Date.now()) / 1000));
  void reply.header("set-cookie", `${names[name]}=${value}; ${attributes}; Max-Age=${seconds}`);
}
