import type { FastifyRequest } from "fastify";

import { readCookies } from "./cookies.ts";

/** Where the access token of a request stood. Only a cookie is sent by a browser unasked, so only it needs CSRF care. */
export interface Credential {
  readonly token: string;
  readonly source: "bearer" | "cookie";
}

const longestToken = 2048;

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
