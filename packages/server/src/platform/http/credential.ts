import type { FastifyRequest } from "fastify";

import { readCookies } from "./cookies.ts";

/** Where the access token of a request stood. Only a cookie is sent by a browser unasked, so only it needs CSRF care. */
export interface Credential {
  readonly token: string;
  readonly source: "bearer" | "cookie";
}

const longestToken = 2048;

/**
 * What may be a token that is remembered, as clients send it: looked up by its hash, it need not be well-formed. Null
 * where cookies came, too, so that `readCredential` says which of the two counts.
 */
export function readLikelyToken({ headers: { authorization, cookie } }: FastifyRequest): string | null {
  const likely = cookie === undefined && authorization?.startsWith("Bearer ") === true;
  return likely && authorization.length <= longestToken ? authorization.slice("Bearer ".length) : null;
}

/** The request's credential: an Authorization header, else the cookie; never a query or a body. */
export function readCredential(request: FastifyRequest): Credential | null {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) {
    const bearer = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1];
    return bearer === undefined || bearer.length > longestToken ? null : { token: bearer, source: "bearer" };
  }
  const token = readCookies(cookie).access;
  return token === undefined || token.length > longestToken ? null : { token, source: "cookie" };
}

/**
 * The secret of HTTP Basic, as OAuth clients send theirs (RFC 6749 §2.3.1); what stands for the name is theirs to choose.
 * Null where there is none: our own tokens have no characters that a form would escape.
 */
export function readBasicSecret({ headers: { authorization } }: FastifyRequest): string | null {
  const encoded = /^Basic ([A-Za-z0-9+/]{1,4096}={0,2})$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return null;
  const secret = /^[^:]*:([A-Za-z0-9._~-]+)$/.exec(Buffer.from(encoded, "base64").toString("latin1"))?.[1];
  return secret === undefined || secret.length > longestToken ? null : secret;
}
