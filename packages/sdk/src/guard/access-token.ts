import { bytesOf, isSignedBy } from "#primitives";
import type { KeySet } from "./key-set.ts";

/** What the signature of a token vouches for. Nothing of whether its session still lives. */
export interface Claims {
  readonly account: string;
  readonly user: string;
  readonly session: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

const longestToken = 2048;

/**
 * 64 bytes in base64url, in the one spelling that RFC 4648 §3.5 has for them: a token that can be respelt fills memory at
 * will.
 */
const signatureShape = /^[A-Za-z0-9_-]{85}[AQgw]$/;

/** The claims of an access token (RFC 9068) of this issuer that is intact and not past its end; null for any other text. */
export async function readAccessToken(
  keys: KeySet,
  issuer: string,
  token: string,
  now: () => number,
): Promise<Claims | null> {
  const [header, payload, signature, ...rest] = token.length > longestToken ? [] : token.split(".");
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return null;
  if (!signatureShape.test(signature)) return null;
  // One algorithm, and one header for each key: it is compared and never interpreted.
  const key = keys.known(header) ?? (await keys.find(header));
  if (key === null) return null;
  if (!(await isSignedBy(key, `${header}.${payload}`, bytesOf(signature)))) return null;
  return claimsOf(payload, issuer, now());
}

const utf8 = new TextDecoder();

function claimsOf(payload: string, issuer: string, now: number): Claims | null {
  const { iss, aud, sub, sid, acc, exp } = parse(payload);
  if (iss !== issuer || aud !== issuer) return null;
  if (typeof sub !== "string" || typeof sid !== "string" || typeof acc !== "string" || typeof exp !== "number")
    return null;
  const endsAt = exp * 1000;
  return endsAt <= now ? null : { account: acc, user: sub, session: sid, endsAt };
}

function parse(payload: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(utf8.decode(bytesOf(payload)));
    return isRecord(claims) ? claims : {};
  } catch {
    return {};
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
