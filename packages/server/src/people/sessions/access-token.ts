import { createPublicKey, type KeyObject, verify } from "node:crypto";

import { isId, type AccountId, type SessionId, type UserId } from "@holdfast/contract";

/**
 * Access tokens: JWT access tokens (RFC 9068, `at+jwt`) signed with Ed25519 (RFC 8037). Small on purpose: there is one
 * algorithm and one header per key, so a header is compared, never interpreted, and `alg` confusion has no place.
 */
export interface AccessClaims {
  readonly accountId: AccountId;
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface TokenSigner {
  readonly kid: string;
  sign(bytes: Uint8Array): Buffer;
}

export interface TokenKey {
  readonly kid: string;
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const headerOf = (kid: string): string => encode({ alg: "EdDSA", typ: "at+jwt", kid });

export function mintAccessToken(signer: TokenSigner, issuer: string, claims: AccessClaims): string {
  const payload = encode({
    iss: issuer,
    aud: issuer,
    sub: claims.userId,
    sid: claims.sessionId,
    acc: claims.accountId,
    iat: claims.issuedAt,
    exp: claims.expiresAt,
  });
  const input = `${headerOf(signer.kid)}.${payload}`;
  return `${input}.${signer.sign(Buffer.from(input)).toString("base64url")}`;
}

/** The keys that tokens may be signed with, by the exact header that names them. */
export type TokenKeys = ReadonlyMap<string, KeyObject>;

export const tokenKeys = (keys: readonly TokenKey[]): TokenKeys =>
  new Map(
    keys.map(({ kid, publicKey }) => {
      const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") };
      return [headerOf(kid), createPublicKey({ key: jwk, format: "jwk" })];
    }),
  );

/** Whether a token is signed with a key that is not known here, which a rotation in another process explains. */
export const namesUnknownKey = (keys: TokenKeys, token: string): boolean =>
  !keys.has(token.slice(0, Math.max(0, token.indexOf("."))));

/** The claims of a token that is ours, intact and not past its end; null for every other string. */
export function readAccessToken(keys: TokenKeys, issuer: string, token: string, now: number): AccessClaims | null {
  const [header, payload, signature, ...rest] = token.split(".");
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return null;
  const key = keys.get(header);
  if (key === undefined) return null;
  const signed = Buffer.from(signature, "base64url");
  // RFC 7515 §2 has one spelling for bytes; Buffer reads many. A token that can be respelt fills memory at will.
  if (signed.toString("base64url") !== signature) return null;
  if (!verify(null, Buffer.from(`${header}.${payload}`), key, signed)) return null;
  // Signed by us, so it is JSON of our own making; what follows still takes nothing on trust.
  const claims = parseClaims(payload);
  return claims?.["iss"] === issuer && claims["aud"] === issuer ? typed(claims, now) : null;
}

function parseClaims(payload: string): Record<string, unknown> | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return isRecord(claims) ? claims : null;
  } catch {
    return null;
  }
}

function typed({ sub, sid, acc, iat, exp }: Record<string, unknown>, now: number): AccessClaims | null {
  if (typeof sub !== "string" || typeof sid !== "string" || typeof acc !== "string") return null;
  if (typeof iat !== "number" || typeof exp !== "number" || exp * 1000 <= now) return null;
  if (!isId("user", sub) || !isId("session", sid) || !isId("account", acc)) return null;
  return { userId: sub, sessionId: sid, accountId: acc, issuedAt: iat, expiresAt: exp };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The end, in seconds since the epoch, of a token that was verified. */
export function endOfAccessToken(token: string): number {
  const exp = parseClaims(token.split(".")[1] ?? "")?.["exp"];
  if (typeof exp !== "number") throw new Error("a verified token has no end");
  return exp;
}
