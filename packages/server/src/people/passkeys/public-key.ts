import { createPublicKey, type JsonWebKey } from "node:crypto";

import { decodeCredentialPublicKey } from "@simplewebauthn/server/helpers";

/**
 * The algorithms that are offered, dearest first, by their COSE numbers: Ed25519, ECDSA with P-256, with P-384, and
 * RSASSA-PKCS1-v1_5 with SHA-256, which Windows Hello needs.
 */
export const algorithms = [-8, -7, -35, -257] as const;

/** COSE_Key labels (RFC 9052 section 7, RFC 9053 section 7, RFC 8230 section 4): -1, -2 and -3 depend on the type. */
const label = { type: 1, algorithm: 3, first: -1, second: -2, third: -3 } as const;

/** NIST SP 800-63B-4 section 3.1.6.2: a key of at least 112 bits of strength. More than 4096 bits only cost time. */
const rsaBits = { least: 2048, most: 4096 } as const;

/**
 * Whether a COSE key (base64url) is one of those offered: the curve that goes with its algorithm, a point that lies on
 * it, a modulus neither short nor huge. Another could be forged, or would fail at the first sign-in.
 */
export function isSoundKey(coseKey: string): boolean {
  try {
    const jwk = jwkOf(decodeCredentialPublicKey(new Uint8Array(Buffer.from(coseKey, "base64url"))));
    if (jwk === null) return false;
    const { modulusLength, publicExponent } = createPublicKey({ key: jwk, format: "jwk" }).asymmetricKeyDetails ?? {};
    if (modulusLength === undefined) return true;
    return modulusLength >= rsaBits.least && modulusLength <= rsaBits.most && publicExponent === 65_537n;
  } catch {
    return false;
  }
}

function jwkOf(key: { get(label: number): unknown }): JsonWebKey | null {
  const text = (name: number, bytes?: number): string => {
    const value = key.get(name);
    const isWhole = value instanceof Uint8Array && (bytes === undefined || value.length === bytes);
    return isWhole ? Buffer.from(value).toString("base64url") : "";
  };
  const first = key.get(label.first);
  // Leading zeros belong to a coordinate (RFC 9053 section 7.1.1): one that is shorter is another spelling of the key.
  const point = (bytes: number) => ({ x: text(label.second, bytes), y: text(label.third, bytes) });
  switch (`${String(key.get(label.type))} ${String(key.get(label.algorithm))}`) {
    case "1 -8":
      return first === 6 ? { kty: "OKP", crv: "Ed25519", x: text(label.second, 32) } : null;
    case "2 -7":
      return first === 1 ? { kty: "EC", crv: "P-256", ...point(32) } : null;
    case "2 -35":
      return first === 2 ? { kty: "EC", crv: "P-384", ...point(48) } : null;
    case "3 -257":
      return { kty: "RSA", n: text(label.first), e: text(label.second) };
    default:
      return null;
  }
}
