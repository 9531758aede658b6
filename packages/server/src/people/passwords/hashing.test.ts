import { hash as bcryptHash } from "@node-rs/bcrypt";
import { describe, expect, test } from "vitest";

import { createPasswordHasher, hashConcurrency } from "./hashing.ts";
import { hashFormatOf } from "./stored-hash-format.ts";

const owasp = createPasswordHasher({ profiles: "owasp" });
const cheap = createPasswordHasher({ profiles: "test" });
const profile = "argon2id-19m-t2";

describe("a new password hash", { timeout: 90_000 }, () => {
  test.each([
    ["argon2id-19m-t2", 19_456, 2],
    ["argon2id-46m-t1", 47_104, 1],
    ["argon2id-64m-t3", 65_536, 3],
  ] as const)(
    "of profile %s is Argon2id with %i KiB and %i passes, as OWASP recommends [C-095]",
    async (name, m, t) => {
      const stored = await owasp.hash("a password of a test", name);
      expect(hashFormatOf(stored)).toEqual({
        kind: "argon2id",
        memoryKib: m,
        passes: t,
        lanes: 1,
        saltBytes: 16,
        hashBytes: 32,
      });
      expect(await owasp.verify("a password of a test", stored)).toBe(true);
      expect(await owasp.verify("a password of a tesT", stored)).toBe(false);
    },
  );

  test("differs from another one of the same password", async () => {
    expect(await cheap.hash("same", profile)).not.toBe(await cheap.hash("same", profile));
  });

  test("is the same for every Unicode spelling of the password", async () => {
    const stored = await cheap.hash("Zo\u00eb trinkt Kaffee", profile);
    expect(await cheap.verify("Zoe\u0308 trinkt Kaffee", stored)).toBe(true);
    expect(await cheap.verify("Zoe trinkt Kaffee", stored)).toBe(false);
  });

  test("covers every character of the longest password", async () => {
    for (const character of ["x", "\u{1F511}"]) {
      const stored = await cheap.hash(`${character.repeat(127)}a`, profile);
      expect(await cheap.verify(`${character.repeat(127)}a`, stored)).toBe(true);
      expect(await cheap.verify(`${character.repeat(127)}b`, stored)).toBe(false);
      expect(await cheap.verify(character.repeat(127), stored)).toBe(false);
    }
  });

  test("is made away from the event loop", async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await owasp.hash("a password of a test", "argon2id-64m-t3");
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });
});

/** From the tests of jBCrypt; the three versions differ only in what they say of bugs that they do not have. */
const bcryptVectors = [
  ["", "12$k42ZFHFWqBp3vWli.nIn8uYyIkbvYRvodzbfbK18SSsY.CsIQPlxO"],
  ["a", "10$k87L/MF28Q673VKh8/cPi.SUl7MU/rWuSiIDDFayrKk/1tBsSQu4u"],
  ["abcdefghijklmnopqrstuvwxyz", "10$fVH8e28OQRj9tqiDXs1e1uxpsjN0c7II7YPKXua2NAKYvM6iQk7dq"],
] as const;

// The threads that hash give way to all others: on a busy machine each hash takes its time.
describe("an imported bcrypt hash", { timeout: 90_000 }, () => {
  test.each(bcryptVectors)("of %j is verified in all its versions [C-096]", async (password, rest) => {
    for (const version of ["2a", "2b", "2y"]) {
      expect(await owasp.verify(password, `$${version}$${rest}`)).toBe(true);
      expect(await owasp.verify(`${password}x`, `$${version}$${rest}`)).toBe(false);
    }
  });

  test("with 12 rounds is verified once and then to be replaced by Argon2id [C-096]", async () => {
    const imported = await bcryptHash("correct horse battery staple", 12);
    expect(await owasp.verify("correct horse battery staple", imported)).toBe(true);
    expect(owasp.needsRehash(imported, profile)).toBe(true);
    const renewed = await owasp.hash("correct horse battery staple", profile);
    expect(owasp.needsRehash(renewed, profile)).toBe(false);
  });

  test("of more than 72 bytes opens for no password, as it cannot tell their ends apart", async () => {
    const start = "x".repeat(72);
    const imported = await bcryptHash(`${start} and more`, 10);
    expect(await owasp.verify(`${start} and more`, imported)).toBe(false);
    expect(await owasp.verify(`${start} and else`, imported)).toBe(false);
    expect(await owasp.verify(start, await bcryptHash(start, 10))).toBe(true);
  });

  test("does not open for the password repeated behind a NUL, which bcrypt takes for the same", async () => {
    const imported = await bcryptHash("abc", 10);
    expect(await owasp.verify("abc", imported)).toBe(true);
    expect(await owasp.verify("abc\0abc", imported)).toBe(false);
  });

  test("of a decomposed spelling opens for what is typed in that spelling", async () => {
    const imported = await bcryptHash("Zoe\u0308", 10);
    expect(await owasp.verify("Zoe\u0308", imported)).toBe(true);
  });
});

describe("a stored hash", () => {
  test("is to be renewed when the policy wants another profile, and only then", async () => {
    const stored = await cheap.hash("password", "argon2id-46m-t1");
    expect(cheap.needsRehash(stored, "argon2id-46m-t1")).toBe(false);
    expect(cheap.needsRehash(stored, "argon2id-64m-t3")).toBe(true);
    expect(cheap.needsRehash(stored, "argon2id-19m-t2")).toBe(true);
    expect(owasp.needsRehash(stored, "argon2id-46m-t1")).toBe(true);
  });

  test("with too short a salt is to be renewed", () => {
    const shortSalt = `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(11)}$${"A".repeat(43)}`;
    expect(owasp.needsRehash(shortSalt, profile)).toBe(true);
  });

  test("of no known format is a fault and no wrong password", async () => {
    for (const stored of ["", "plain", "$1$salt$hash", "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA"]) {
      await expect(owasp.verify("password", stored)).rejects.toThrow("no known format");
    }
  });
});

describe("verifying for a user who does not exist", () => {
  test("comes to nothing and stands in the same queue", async () => {
    const narrow = createPasswordHasher({ profiles: "test", concurrency: 1, limit: 1 });
    const [stored, nothing] = [await narrow.hash("password", profile), narrow.verifyNothing("password")];
    const verified = narrow.verify("password", stored);
    expect(narrow.load).toEqual({ running: 1, waiting: 1 });
    await expect(narrow.verifyNothing("password")).rejects.toMatchObject({ code: "service.busy" });
    expect(await nothing).toBeUndefined();
    expect(await verified).toBe(true);
  });
});

describe("the number of hashes at once", () => {
  test.each([
    [1, 4, 1],
    [2, 4, 1],
    [4, 4, 3],
    [16, 4, 3],
    [16, 12, 11],
  ])("on %i cores with %i pool threads is %i", (cores, poolThreads, hashes) => {
    expect(hashConcurrency(cores, poolThreads)).toBe(hashes);
  });
});
