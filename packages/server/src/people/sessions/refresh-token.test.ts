import { randomBytes } from "node:crypto";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { sha256 } from "../../kernel/bytes.ts";
import { newId } from "../../kernel/ids.ts";
import {
  firstSecret,
  formatRefreshToken,
  newRefreshKey,
  parseRefreshToken,
  refreshHash,
  successorOf,
} from "./refresh-token.ts";

const now = Date.parse("2026-03-01T12:00:00.000Z");
const tokenOf = (secret = firstSecret()) => ({
  accountId: newId("account", now),
  sessionId: newId("session", now),
  secret,
});

describe("a refresh token", () => {
  test("holds 256 random bits [C-122]", () => {
    const secrets = Array.from({ length: 1000 }, firstSecret);
    expect(new Set(secrets).size).toBe(1000);
    for (const secret of secrets) expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  });

  test("names its account and its session, and is read as it was written", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const token = tokenOf(Buffer.from(bytes).toString("base64url"));
        expect(parseRefreshToken(formatRefreshToken(token))).toEqual(token);
      }),
    );
  });

  test("is nothing else than that: any other string is refused", () => {
    const token = formatRefreshToken(tokenOf());
    const others = [
      token.slice(0, -1),
      `${token}a`,
      ` ${token}`,
      `${token}\n`,
      token.replace("hfr_", "hfm_"),
      token.replace("hfr_", "HFR_"),
      token.toUpperCase(),
      // "i", "l", "o" and "u" are no characters of an id.
      token.replace(/^hfr_./, "hfr_u"),
      token.replaceAll("_", "-"),
      "",
      "hfr___",
    ];
    for (const other of others) expect([other, parseRefreshToken(other)]).toEqual([other, null]);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (other) => {
        expect(parseRefreshToken(other)).toBeNull();
      }),
    );
  });

  test("is stored as a hash that no other kind of token has [C-050]", () => {
    const secret = firstSecret();
    const others = [sha256(secret), sha256(`holdfast/mail/reset_password/v1\0${secret}`), Buffer.from(secret)];
    for (const other of others) expect(refreshHash(secret).equals(other)).toBe(false);
    expect(refreshHash(secret)).toHaveLength(32);
  });
});

describe("the successor of a refresh token", () => {
  const key = newRefreshKey();

  test("is the same for everybody who asks with the same token, and new at every step [C-123]", () => {
    const secret = firstSecret();
    const chain = [secret];
    for (let step = 0; step < 100; step += 1) chain.push(successorOf(key, chain.at(-1) ?? ""));
    expect(successorOf(key, secret)).toBe(chain[1]);
    expect(new Set(chain).size).toBe(chain.length);
    expect(parseRefreshToken(formatRefreshToken(tokenOf(chain[50])))).not.toBeNull();
  });

  test("cannot be foretold without the session's key", () => {
    const secret = firstSecret();
    expect(successorOf(newRefreshKey(), secret)).not.toBe(successorOf(key, secret));
    expect(successorOf(key, randomBytes(32).toString("base64url"))).not.toBe(successorOf(key, secret));
  });

  test("comes from a key that cannot be printed", () => {
    expect(JSON.stringify({ key })).toBe('{"key":"[secret]"}');
    expect(String(key)).toBe("[secret]");
  });
});
