import { ApiProblem } from "@holdfast/sdk";
import type { FastifyReply, FastifyRequest } from "fastify";

import { clearTokens, setTokens, tokenOf, type Tokens } from "./cookies.ts";
import { holdfastFor } from "./holdfast.ts";
import { refuse } from "./refusal.ts";

interface AccessDeps {
  readonly holdfastUrl: string;
  /** The desk's own origin, as browsers name it. */
  readonly url: string;
}

/**
 * Cross-site request forgery: whatever relies on cookies, or asks for them, and changes something must come from our own
 * page. Browsers say so in Sec-Fetch-Site, older ones in Origin; with neither, it is refused. A program that brings its
 * own token has no cookies that somebody else's page could make use of.
 */
export const fromOwnPage =
  ({ url }: AccessDeps) =>
  async ({ method, headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (method === "GET" || method === "HEAD" || headers.authorization !== undefined) return undefined;
    const site = headers["sec-fetch-site"];
    const isOwn = site === undefined ? headers.origin === url : site === "same-origin";
    return isOwn ? undefined : refuse(reply, "request.cross_site");
  };

/**
 * Lets the page's cookie stand where a program's token stands: the guard, which comes next, reads one place. A token
 * that has run out is exchanged on the way, so that the page never has to know of it.
 */
export const fromCookies =
  ({ holdfastUrl }: AccessDeps) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (request.headers.authorization !== undefined) return;
    const token = tokenOf(request, "access") ?? (await renew(holdfastUrl, request, reply));
    if (token !== null) request.headers.authorization = `Bearer ${token}`;
  };

/** Requests of one page come side by side, and a refresh token works once: they share one exchange. */
const exchanges = new Map<string, Promise<Tokens | null>>();

async function renew(holdfastUrl: string, request: FastifyRequest, reply: FastifyReply): Promise<string | null> {
  const refreshToken = tokenOf(request, "refresh");
  if (refreshToken === null) return null;
  const running = exchanges.get(refreshToken) ?? exchange(holdfastUrl, request, refreshToken);
  exchanges.set(refreshToken, running);
  try {
    const tokens = await running;
    if (tokens === null) clearTokens(reply);
    else setTokens(reply, tokens);
    return tokens?.accessToken ?? null;
  } finally {
    exchanges.delete(refreshToken);
  }
}

/** Null when the session has ended. @throws ApiProblem when Holdfast cannot say: that is not the same */
async function exchange(holdfastUrl: string, request: FastifyRequest, refreshToken: string): Promise<Tokens | null> {
  try {
    return tokensOf(await holdfastFor(holdfastUrl, request).refresh({ body: { refreshToken } }));
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
}

/** The token that a request came with, by header or cookie. */
export const bearerOf = ({ headers }: FastifyRequest): string | null =>
  headers.authorization?.replace(/^Bearer +/i, "") ?? null;

interface Answered {
  readonly accessToken: string | null;
  readonly refreshToken: string | null;
  readonly expiresAt: string;
  readonly session: { readonly expiresAt: string };
}

export function tokensOf({ accessToken, refreshToken, expiresAt, session }: Answered): Tokens {
  // They are null only for whoever asked to get them as Holdfast's own cookies.
  if (accessToken === null || refreshToken === null) throw new Error("Holdfast answered no tokens");
  return { accessToken, refreshToken, expiresAt, sessionEndsAt: session.expiresAt };
}
