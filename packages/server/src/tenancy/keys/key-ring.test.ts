import { createHash, randomBytes } from "node:crypto";

import fc from "fast-check";
import { Type } from "typebox";
import { describe, expect, test } from "vitest";

import { Secret } from "../../kernel/secret.ts";
import { type Algorithm, algorithms, headerOf, parseCiphertext } from "./ciphertext.ts";
import { DecryptFailure } from "./decrypt-failure.ts";
import { hkdfSha256 } from "./hkdf.ts";
import { KeyRing } from "./key-ring.ts";
import { associatedData, type Place } from "./place.ts";
import { type IndexPurpose, indexPurposes, type SealPurpose, sealPurposes } from "./purposes.ts";
import { openUnderBoth } from "./testing/ghash.ts";
import { naiveSeal } from "./testing/naive-ciphertext.ts";
import { alice, bob, emailPlace, ringOf } from "./testing/rings.ts";
import { hex, readVectors } from "./testing/vector-file.ts";

const isAlgorithm = (name: string): name is Algorithm => name in algorithms;
const bothAlgorithms = Object.keys(algorithms).filter(isAlgorithm);
const isSealPurpose = (name: string): name is SealPurpose => name in sealPurposes;
const isIndexPurpose = (name: string): name is IndexPurpose => name in indexPurposes;
const everySealPurpose = Object.keys(sealPurposes).filter(isSealPurpose);
const everyIndexPurpose = Object.keys(indexPurposes).filter(isIndexPurpose);

const reasonOf = (open: () => unknown): string => {
  try {
    open();
    return "opened";
  } catch (error) {
    return error instanceof DecryptFailure ? error.reason : String(error);
  }
};

const anyPlace = fc.record({
  purpose: fc.constantFrom(...everySealPurpose),
  table: fc.string(),
  column: fc.string(),
  row: fc.string(),
});

describe.each(bothAlgorithms)("a value sealed with %s", (algorithm) => {
  const key = randomBytes(32);
  const ring = ringOf({ keys: { 1: key }, algorithm });

  test("opens where it was sealed, whatever it is", () => {
    fc.assert(
      fc.property(anyPlace, fc.uint8Array({ maxLength: 200 }), (place, plaintext) => {
        expect(ring.open(place, ring.seal(place, plaintext))).toEqual(Buffer.from(plaintext));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(ring.openText(emailPlace, ring.seal(emailPlace, text))).toBe(text);
      }),
    );
  });

  test("opens with a lone surrogate replaced, as UTF-8 has none", () => {
    expect(ring.openText(emailPlace, ring.seal(emailPlace, "a\ud800b"))).toBe("a\ufffdb");
  });

  test("equals the naive ciphertext of the same nonce, and opens it", () => {
    const id = algorithms[algorithm].id;
    fc.assert(
      fc.property(anyPlace, fc.uint8Array({ maxLength: 100 }), (place, bytes) => {
        const plaintext = Buffer.from(bytes);
        const sealed = ring.seal(place, plaintext);
        const nonce = sealed.subarray(6, 6 + algorithms[algorithm].nonceLength);
        const naive = naiveSeal({
          accountKey: key,
          keyVersion: 1,
          algorithm: id,
          nonce,
          owner: alice,
          place,
          plaintext,
        });
        expect(sealed.toString("hex")).toBe(naive.toString("hex"));
        const another = Buffer.from(nonce).reverse();
        const told = naiveSeal({
          accountKey: key,
          keyVersion: 1,
          algorithm: id,
          nonce: another,
          owner: alice,
          place,
          plaintext,
        });
        expect(ring.open(place, told)).toEqual(plaintext);
      }),
    );
  });

  test("is refused with any single bit flipped, shortened or lengthened [C-053]", () => {
    const sealed = ring.seal(emailPlace, "ada@example.org");
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const flipped = Buffer.from(sealed);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => ring.open(emailPlace, flipped), `bit ${bit}`).toThrow(DecryptFailure);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => ring.open(emailPlace, sealed.subarray(0, length))).toThrow(DecryptFailure);
    }
    expect(() => ring.open(emailPlace, Buffer.concat([sealed, Buffer.of(0)]))).toThrow(DecryptFailure);
  });

  test("is refused in another row, column or table, and under every other purpose [C-004] [C-050] [C-055]", () => {
    const sealed = ring.seal(emailPlace, "ada@example.org");
    const elsewhere: Place[] = [
      { ...emailPlace, row: "usr_2" },
      { ...emailPlace, column: "name_sealed" },
      { ...emailPlace, table: "passwords" },
      // The same bytes side by side, cut at another point.
      { ...emailPlace, table: "usersemail", column: "_sealed" },
    ];
    for (const place of elsewhere) expect(reasonOf(() => ring.open(place, sealed))).toBe("not_authentic");
    for (const purpose of everySealPurpose.filter((each) => each !== emailPlace.purpose)) {
      expect(reasonOf(() => ring.open({ ...emailPlace, purpose }, sealed))).toBe("other_key");
    }
  });

  test("is refused in another account, even were its key the same [C-050]", () => {
    const sealed = ring.seal(emailPlace, "ada@example.org");
    expect(reasonOf(() => ringOf({ owner: bob }).open(emailPlace, sealed))).toBe("other_key");
    expect(reasonOf(() => ringOf({ owner: bob, keys: { 1: key } }).open(emailPlace, sealed))).toBe("not_authentic");
  });

  test("is refused when it is passed off as another key version or algorithm", () => {
    const two = ringOf({ keys: { 1: key, 2: key }, algorithm });
    const sealed = two.seal(emailPlace, "ada@example.org");
    const other = bothAlgorithms.find((each) => each !== algorithm) ?? algorithm;
    for (const header of [headerOf(algorithm, 2), headerOf(other, 1), headerOf(other, 2)]) {
      expect(() => two.open(emailPlace, Buffer.concat([header, sealed.subarray(6)]))).toThrow(DecryptFailure);
    }
    expect(reasonOf(() => two.open(emailPlace, Buffer.concat([headerOf(algorithm, 3), sealed.subarray(6)])))).toBe(
      "unknown_key",
    );
  });

  test("says which key sealed it, uses a fresh 96-bit IV each time and a 128-bit tag [C-053]", () => {
    const [a, b] = [0, 1].map(() => parseCiphertext(ring.seal(emailPlace, "x")));
    expect(a?.keyVersion).toBe(1);
    expect(a?.algorithm).toBe(algorithm);
    expect(a?.body.length).toBe(1 + 16);
    expect(a?.nonce.subarray(-12)).not.toEqual(b?.nonce.subarray(-12));
  });

  test("still opens in a ring that seals with the other algorithm, and asks to be sealed anew", () => {
    const other = ringOf({
      keys: { 1: key },
      algorithm: bothAlgorithms.find((each) => each !== algorithm) ?? algorithm,
    });
    const sealed = ring.seal(emailPlace, "ada@example.org");
    expect(other.openText(emailPlace, sealed)).toBe("ada@example.org");
    expect([ring.needsReencryption(sealed), other.needsReencryption(sealed)]).toEqual([false, true]);
  });
});

describe("a ciphertext", () => {
  test("of the past opens for ever", () => {
    const schema = Type.Array(
      Type.Object({
        owner: Type.String(),
        accountKey: Type.String(),
        keyVersion: Type.Number(),
        place: Type.Object({
          purpose: Type.Unsafe<SealPurpose>(Type.String()),
          table: Type.String(),
          column: Type.String(),
          row: Type.String(),
        }),
        plaintext: Type.String(),
        sealed: Type.String(),
      }),
    );
    for (const { owner, accountKey, keyVersion, place, plaintext, sealed } of readVectors("ciphertext.json", schema)) {
      const ring = ringOf({ owner, keys: { [keyVersion]: hex(accountKey) }, primary: keyVersion });
      expect(ring.openText(place, hex(sealed))).toBe(plaintext);
    }
  });

  test("made to be authentic under two keys opens under neither but the one it commits to", () => {
    const keys = [randomBytes(32), randomBytes(32)] as const;
    const rings = keys.map((key) => ringOf({ keys: { 1: key }, algorithm: "aes-256-gcm" }));
    const parts = keys.map((key) => hkdfSha256(key, "", "holdfast/users/v1", 96));
    const header = headerOf("aes-256-gcm", 1);
    const iv = randomBytes(12);
    const [one, two] = parts.map((part) => part.subarray(64));
    if (one === undefined || two === undefined) throw new Error("two keys");
    const body = openUnderBoth([one, two], iv, associatedData(alice, emailPlace, header));

    const results = parts.map((part) => {
      const blob = Buffer.concat([header, iv, part.subarray(32, 64), body]);
      return rings.map((ring) => reasonOf(() => ring.open(emailPlace, blob)));
    });
    // Both "opened" on the diagonal: the body alone is authentic under either key.
    expect(results).toEqual([
      ["opened", "other_key"],
      ["other_key", "opened"],
    ]);
  });
});

describe("a ring", () => {
  test("derives an unrelated key for every purpose, by HKDF-SHA256 with its own info [C-004] [C-052] [C-054]", () => {
    const key = randomBytes(32);
    const ring = ringOf({ keys: { 1: key } });
    const commitments = everySealPurpose.map((purpose) => {
      const parsed = parseCiphertext(ring.seal({ ...emailPlace, purpose }, ""));
      expect(parsed?.commitment).toEqual(hkdfSha256(key, "", `holdfast/${purpose}/v1`, 64).subarray(32));
      return parsed?.commitment.toString("hex");
    });
    expect(new Set(commitments).size).toBe(everySealPurpose.length);
  });

  test("gives an index that is equal for equal values of one account and one purpose, and of no other", () => {
    const key = randomBytes(32);
    const ring = ringOf({ keys: { 1: key } });
    const indexes = everyIndexPurpose.map((purpose) => ring.blindIndex(purpose, "ada@example.org").toString("hex"));
    expect(new Set(indexes).size).toBe(everyIndexPurpose.length);
    expect(
      ringOf({ keys: { 1: key } })
        .blindIndex("users.email", "ada@example.org")
        .toString("hex"),
    ).toBe(indexes[0]);
    expect(ringOf({ owner: bob }).blindIndex("users.email", "ada@example.org").toString("hex")).not.toBe(indexes[0]);
    expect(indexes).not.toContain(createHash("sha256").update("ada@example.org").digest("hex"));
  });

  test("seals with the primary, opens with every version, and indexes under all, primary first [C-045]", () => {
    const keys = { 1: randomBytes(32), 2: randomBytes(32) };
    const before = ringOf({ keys, primary: 1 });
    const after = ringOf({ keys, primary: 2 });
    const sealed = before.seal(emailPlace, "ada@example.org");
    expect(after.openText(emailPlace, sealed)).toBe("ada@example.org");
    expect([before.needsReencryption(sealed), after.needsReencryption(sealed)]).toEqual([false, true]);
    expect(parseCiphertext(after.seal(emailPlace, ""))?.keyVersion).toBe(2);
    const index = (ring: typeof before) => ring.blindIndex("users.email", "x");
    expect(after.blindIndexes("users.email", "x")).toEqual([index(after), index(before)]);
  });

  test("tells every failure before it throws, and nothing of the value", () => {
    const seen: Error[] = [];
    const ring = ringOf({ onFailure: (failure) => seen.push(failure) });
    expect(() => ring.open(emailPlace, Buffer.from("canary-1"))).toThrow(DecryptFailure);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ owner: alice, reason: "malformed", place: { table: "users", row: "usr_1" } });
    expect(JSON.stringify(seen[0]) + String(seen[0])).not.toContain("canary");
  });

  test("overwrites its key when it is wiped, and does nothing any more", () => {
    const bytes = Uint8Array.from(randomBytes(32));
    const ring = new KeyRing({ owner: alice, primary: { version: 1, key: new Secret(bytes) }, older: [] });
    const sealed = ring.seal(emailPlace, "x");
    ring.wipe();
    expect(bytes).toEqual(new Uint8Array(32));
    for (const use of [
      () => ring.seal(emailPlace, "x"),
      () => ring.open(emailPlace, sealed),
      () => ring.blindIndex("users.email", "x"),
    ]) {
      expect(use).toThrow("service.unavailable");
    }
  });

  test("takes only keys of 256 bits", () => {
    for (const length of [0, 16, 31, 33]) {
      expect(() => ringOf({ keys: { 1: Buffer.alloc(length) } })).toThrow(TypeError);
    }
  });
});
