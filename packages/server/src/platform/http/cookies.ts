import type { FastifyReply } from "fastify";

import type { CookieName, ReplyControls } from "./call.ts";

/**
 * `__Host-` cookies: Secure, this host only, Path=/ (RFC 6265bis §4.1.3.2). Strict is enough for the console: its
 * requests come from its own pages, and the page itself needs no cookie.
 */
const names = {
  access: "__Host-holdfast-access",
  refresh: "__Host-holdfast-refresh",
  google: "__Host-holdfast-google",
  device: "__Host-holdfast-device",
} as const;
const attributes = "Path=/; Secure; HttpOnly; SameSite=Strict";

/** Reads our cookies from a Cookie header; the first of a name counts, foreign ones are ignored. */
export function readCookies(header: string | undefined): Partial<Record<CookieName, string>> {
  const found: Partial<Record<CookieName, string>> = {};
  if (header === undefined) return found;
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    const value = pair.slice(at + 1).trim();
    if (name === names.access) found.access ??= value;
    if (name === names.refresh) found.refresh ??= value;
    if (name === names.google) found.google ??= value;
    if (name === names.device) found.device ??= value;
  }
  return found;
}

export const replyControls = (reply: FastifyReply): ReplyControls => ({
  setHeader(name, value) {
    void reply.header(name, value);
  },
  setCookie(name, value, maxAgeSeconds) {
    void appendCookie(
      reply,
      `${names[name]}=${value}; ${attributes}; Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}`,
    );
  },
  clearCookies() {
    // The device stays what it is when somebody signs out.
    for (const name of [names.access, names.refresh, names.google]) {
      void appendCookie(reply, `${name}=; ${attributes}; Max-Age=0`);
    }
  },
});

/** Fastify adds to Set-Cookie where it replaces other headers: each cookie is a line of its own (RFC 6265 §3). */
const appendCookie = (reply: FastifyReply, cookie: string): FastifyReply => reply.header("set-cookie", cookie);
