import { randomBytes } from "node:crypto";

import { Secret as OtpSecret, TOTP } from "otpauth";

import { equalBytes } from "../../kernel/bytes.ts";
import { Secret } from "../../kernel/secret.ts";

/**
 * Codes of authenticator apps (RFC 6238) as every app knows them: SHA-1, six digits, steps of thirty seconds. HMAC-SHA-1
 * is not weakened by the collisions of SHA-1; another hash would shut most apps out.
 */
const periodSeconds = 30;

/** 160 bits, the length of the hash (RFC 4226 section 4, R6; NIST SP 800-63B-4 section 3.1.4.1 asks for 112). */
export const newTotpSecret = (): Secret<Uint8Array> => new Secret(randomBytes(20));

export const stepOf = (now: number): number => Math.floor(now / 1000 / periodSeconds);

const totpOf = (secret: Secret<Uint8Array>, names: { issuer?: string; label?: string } = {}): TOTP =>
  new TOTP({
    ...names,
    secret: new OtpSecret({ buffer: Uint8Array.from(secret.reveal()).buffer }),
    algorithm: "SHA1",
    digits: 6,
    period: periodSeconds,
  });

export const codeAt = (secret: Secret<Uint8Array>, step: number): string =>
  totpOf(secret).generate({ timestamp: step * periodSeconds * 1000 });

/**
 * The time step that a code belongs to: the present one, or the one before, for a clock that is slow or a hand that is
 * (ASVS 5.0 6.5.5 allows thirty seconds). Never one that is not newer than `lastStep`: RFC 6238 section 5.2 has each code
 * accepted once.
 */
export function matchStep(
  secret: Secret<Uint8Array>,
  code: string,
  at: { now: number; lastStep: number },
): number | null {
  const present = stepOf(at.now);
  let found: number | null = null;
  for (const step of [present - 1, present]) {
    const matches = equalBytes(Buffer.from(codeAt(secret, step)), Buffer.from(code));
    if (matches && step > at.lastStep) found = step;
  }
  return found;
}

/** What an app is told: the secret in base32, and the same in a URI for a QR code. */
export function shownSecret(
  secret: Secret<Uint8Array>,
  names: { issuer: string; label: string },
): { secret: string; uri: string } {
  const totp = totpOf(secret, names);
  return { secret: totp.secret.base32, uri: totp.toString() };
}
