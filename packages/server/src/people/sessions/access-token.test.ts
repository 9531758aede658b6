import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

import fc from "fast-check";
import { createLocalJWKSet, decodeProtectedHeader, exportJWK, jwtVerify, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import {
  type AccessClaims,
  mintAccessToken,
  namesUnknownKey,
  readAccessToken,
  tokenKeys,
  type TokenSigner,
} from "./access-token.ts";

const now = Date.parse("2026-03-01T12:00:00.000Z");
const issuer = "https://id.example.com";

interface TestKey extends TokenSigner {
  readonly privateKey: KeyObject;
  readonly publicKey: Uint8Array;
}

function newKey(kid: string): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return { kid, privateKey, publicKey: raw, sign: (bytes) => sign(null, bytes, privateKey) };
}

const ours = newKey("kid-1");
const next = newKey("kid-2");
const foreign = newKey("kid-1");
const keys = tokenKeys([ours, next]);

const claims: AccessClaims = {
  accountId: newId("account", now),
  userId: newId("user", now),
  sessionId: newId("session", now),
  issuedAt: now / 1000,
  expiresAt: now / 1000 + 900,
};
const token = mintAccessToken(ours, issuer, claims);
const read = (raw: string, at = now) => readAccessToken(keys, issuer, raw, at);

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const header = { alg: "EdDSA", typ: "at+jwt", kid: "kid-1" };
const payload = {
  iss: issuer,
  aud: issuer,
  sub: claims.userId,
  sid: claims.sessionId,
  acc: claims.accountId,
  iat: claims.issuedAt,
  exp: claims.expiresAt,
};

/** A token with a true signature of our own key over whatever header and payload. */
function signedBy(key: TestKey, head: unknown, body: string): string {
  const input = `${encode(head)}.${Buffer.from(body).toString("base64url")}`;
  return `${input}.${key.sign(Buffer.from(input)).toString("base64url")}`;
}
const signed = (head: unknown, body: object): string => signedBy(ours, head, JSON.stringify(body));

describe("an access token", () => {
  test("says whose it is, until it ends [C-121]", () => {
    expect(read(token)).toEqual(claims);
    expect(read(token, claims.expiresAt * 1000 - 1)).toEqual(claims);
    expect(read(token, claims.expiresAt * 1000)).toBeNull();
  });

  test("is what jose reads too, as an RFC 9068 token", async () => {
    const jwks = createLocalJWKSet({
      keys: await Promise.all(
        [ours, next].map(async (key) => ({ ...(await exportJWK(publicHalf(key))), kid: key.kid })),
      ),
    });
    const options = { issuer, audience: issuer, typ: "at+jwt", algorithms: ["EdDSA"], currentDate: new Date(now) };
    const { payload: seen, protectedHeader } = await jwtVerify(token, jwks, options);
    expect(seen).toEqual(payload);
    expect(protectedHeader).toEqual(header);
    expect(decodeProtectedHeader(mintAccessToken(next, issuer, claims)).kid).toBe("kid-2");
  });

  test("made by jose is the very same string", async () => {
    const made = await new SignJWT(payload).setProtectedHeader(header).sign(ours.privateKey);
    expect(made).toBe(token);
  });

  test("holds for any claims", () => {
    const id = fc.integer({ min: 0, max: now }).map((at) => newId("session", at));
    fc.assert(
      fc.property(id, fc.integer({ min: 1, max: 3600 }), (sessionId, seconds) => {
        const each = { ...claims, sessionId, expiresAt: claims.issuedAt + seconds };
        expect(read(mintAccessToken(next, issuer, each))).toEqual(each);
      }),
      { numRuns: 30 },
    );
  });
});

const publicHalf = (key: TestKey): KeyObject => {
  const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(key.publicKey).toString("base64url") };
  return (
    tokenKeys([{ kid: "x", publicKey: Buffer.from(jwk.x, "base64url") }])
      .values()
      .next().value ?? key.privateKey
  );
};

describe("a forged access token", () => {
  test("signed by another key of the same name is nobody's", () => {
    expect(read(mintAccessToken(foreign, issuer, claims))).toBeNull();
  });

  test.each([
    ["no algorithm", { alg: "none", typ: "at+jwt", kid: "kid-1" }],
    ["a symmetric algorithm", { ...header, alg: "HS256" }],
    ["another curve", { ...header, alg: "ES256" }],
    ["another spelling of the algorithm", { ...header, alg: "eddsa" }],
    ["the newer name of the algorithm", { ...header, alg: "Ed25519" }],
    ["an ID token's type", { ...header, typ: "JWT" }],
    ["no type", { alg: "EdDSA", kid: "kid-1" }],
    ["no key name", { alg: "EdDSA", typ: "at+jwt" }],
    ["an unknown key name", { ...header, kid: "kid-9" }],
    ["a path as key name", { ...header, kid: "../../../../dev/null" }],
    ["SQL as key name", { ...header, kid: "x' union select 'key" }],
    ["a prototype's name as key name", { ...header, kid: "__proto__" }],
    ["a key of its own", { ...header, jwk: { kty: "OKP", crv: "Ed25519", x: "AAAA" } }],
    ["a key's address", { ...header, jku: "https://evil.example/jwks.json" }],
    ["a critical extension", { ...header, crit: ["b64"], b64: false }],
    ["members in another order", { typ: "at+jwt", alg: "EdDSA", kid: "kid-1" }],
  ])("with %s in its header is nobody's, though the signature is true", (_name, head) => {
    expect(read(signed(head, payload))).toBeNull();
  });

  test("without a signature is nobody's", async () => {
    const unsecured = new UnsecuredJWT(payload).encode();
    const [head = "", body = ""] = token.split(".");
    for (const each of [unsecured, `${head}.${body}.`, `${head}.${body}`, head, "", "..", "...."]) {
      expect(read(each)).toBeNull();
    }
  });

  test("signed with the public key as a shared secret is nobody's", async () => {
    const confused = await new SignJWT(payload).setProtectedHeader({ ...header, alg: "HS256" }).sign(ours.publicKey);
    expect(read(confused)).toBeNull();
    const [, body = "", signature = ""] = confused.split(".");
    expect(read(`${encode(header)}.${body}.${signature}`)).toBeNull();
  });

  test("is noticed at every single character", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    for (let at = 0; at < token.length; at += 1) {
      const other = alphabet[(alphabet.indexOf(token[at] ?? "") + 1) % alphabet.length] ?? "";
      expect([at, read(token.slice(0, at) + other + token.slice(at + 1))]).toEqual([at, null]);
    }
  });

  test("cannot be respelt: the same bytes in another writing are refused", () => {
    const [head = "", body = "", signature = ""] = token.split(".");
    const bits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = bits.indexOf(signature.at(-1) ?? "");
    const sameBytes = [1, 2, 3].map((unused) => signature.slice(0, -1) + (bits[last ^ unused] ?? ""));
    for (const each of [...sameBytes, `${signature}=`, `${signature}==`, `${signature} `, `${signature}!`]) {
      expect([each, read(`${head}.${body}.${each}`)]).toEqual([each, null]);
    }
  });

  test.each([
    ["issued by another deployment", { ...payload, iss: "https://other.example" }],
    ["for another audience", { ...payload, aud: "https://other.example" }],
    ["for several audiences", { ...payload, aud: [issuer, "https://other.example"] }],
    ["without an end", { ...payload, exp: undefined }],
    ["with an end in words", { ...payload, exp: "never" }],
    ["with an end that is no number", { ...payload, exp: null }],
    ["without an account", { ...payload, acc: undefined }],
    ["with a session in the place of the user", { ...payload, sub: claims.sessionId }],
    ["with a user in the place of the account", { ...payload, acc: claims.userId }],
    ["with a malformed id", { ...payload, sid: `${claims.sessionId}'` }],
    ["with a list of ids", { ...payload, sub: [claims.userId] }],
  ])("%s is nobody's, though the signature is true", (_name, body) => {
    expect(read(signed(header, body))).toBeNull();
  });

  test("with a claim twice means what jose reads in it: the last", async () => {
    const other = newId("user", now);
    const twice = JSON.stringify(payload).replace("{", `{"sub":${JSON.stringify(other)},`);
    const raw = signedBy(ours, header, twice);
    const { payload: seen } = await jwtVerify(raw, publicHalf(ours), { currentDate: new Date(now) });
    expect(read(raw)?.userId).toBe(seen.sub);
    expect(seen.sub).toBe(claims.userId);
  });

  test("never throws, whatever stands in it", () => {
    for (const body of ["", "null", "[]", "7", '"x"', "{", "\u0000", '{"iss":1}', "NaN"]) {
      expect([body, read(signedBy(ours, header, body))]).toEqual([body, null]);
    }
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.json(), (raw, json) => {
        expect(read(raw)).toBeNull();
        expect(read(signedBy(ours, header, json))).toBeNull();
      }),
      { numRuns: 50 },
    );
  });
});

describe("the keys of access tokens", () => {
  test("are asked for again only for a token that names one that is not known", () => {
    expect(namesUnknownKey(keys, token)).toBe(false);
    expect(namesUnknownKey(keys, mintAccessToken(newKey("kid-3"), issuer, claims))).toBe(true);
    for (const other of ["", ".", "no dots", ".."]) expect(namesUnknownKey(keys, other)).toBe(true);
  });

  test("all verify, so that a rotation signs nobody out [C-045]", () => {
    expect(read(mintAccessToken(next, issuer, claims))).toEqual(claims);
    const afterRetirement = tokenKeys([next]);
    expect(readAccessToken(afterRetirement, issuer, token, now)).toBeNull();
  });
});
