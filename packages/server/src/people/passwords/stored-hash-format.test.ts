import { hash as argon2Hash } from "@node-rs/argon2";
import { hash as bcryptHash } from "@node-rs/bcrypt";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createPasswordHasher } from "./hashing.ts";
import { isImportableHash } from "./stored-hash-format.ts";

const argon2id = (parameters: string, salt = "A".repeat(22), hash = "A".repeat(43)) =>
  `$argon2id$v=19$${parameters}$${salt}$${hash}`;
const bcrypt = (start: string) => `${start}${"a".repeat(21)}e${"a".repeat(31)}`;

describe("a hash from another system", () => {
  test.each([
    argon2id("m=12288,t=3,p=1"),
    argon2id("m=65536,t=3,p=4"),
    argon2id("m=262144,t=4,p=1"),
    bcrypt("$2a$10$"),
    bcrypt("$2b$12$"),
    bcrypt("$2y$14$"),
  ])("such as %s can be imported", (stored) => {
    expect(isImportableHash(stored)).toBe(true);
  });

  test.each([
    ["is too cheap to be worth keeping", argon2id("m=4096,t=3,p=1")],
    ["is too cheap to be worth keeping", bcrypt("$2b$09$")],
    ["would take gigabytes", argon2id("m=4194304,t=1,p=1")],
    ["would take minutes", argon2id("m=65536,t=1000,p=1")],
    ["would take minutes", bcrypt("$2b$31$")],
    ["would take all threads", argon2id("m=65536,t=3,p=200")],
    ["has almost no salt", argon2id("m=19456,t=2,p=1", "AAA")],
    ["has almost no hash", argon2id("m=19456,t=2,p=1", undefined, "A".repeat(16))],
    ["is written in no Base64", argon2id("m=19456,t=2,p=1", "A".repeat(21))],
    ["is Argon2i", argon2id("m=19456,t=2,p=1").replace("argon2id", "argon2i")],
    ["is Argon2d", argon2id("m=19456,t=2,p=1").replace("argon2id", "argon2d")],
    ["is of Argon2 1.0", argon2id("m=19456,t=2,p=1").replace("v=19", "v=16")],
    ["has parameters in another order", argon2id("t=2,m=19456,p=1")],
    ["has a parameter too many", argon2id("m=19456,t=2,p=1,data=AAAA")],
    ["has a leading zero", argon2id("m=019456,t=2,p=1")],
    ["has a line break behind it", `${bcrypt("$2b$12$")}\n`],
    ["is of the broken bcrypt", bcrypt("$2x$12$")],
    ["has bits in its salt that no salt has", bcrypt("$2b$12$").replace("e", "f")],
    ["is cut off", bcrypt("$2b$12$").slice(0, -1)],
    ["is a plain password", "hunter2hunter2"],
    ["is an unsalted SHA-256", "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"],
    ["is empty", ""],
  ])("that %s is refused", (_reason, stored) => {
    expect(isImportableHash(stored)).toBe(false);
  });

  test("made by a library with any salt and length is imported and verified", async () => {
    const hasher = createPasswordHasher({ profiles: "owasp" });
    const salts = fc.uint8Array({ minLength: 8, maxLength: 64 });
    const argon2 = fc
      .record({ password: fc.string(), salt: salts, outputLen: fc.integer({ min: 16, max: 64 }) })
      .map(({ password, ...options }) => ({
        password,
        made: argon2Hash(password, { ...options, memoryCost: 12_288 }),
      }));
    const bcrypts = fc
      .stringMatching(/^[a-z]{0,40}$/)
      .map((password) => ({ password, made: bcryptHash(password, 10) }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(argon2, bcrypts), async ({ password, made }) => {
        const stored = await made;
        expect(isImportableHash(stored)).toBe(true);
        expect(await hasher.verify(password, stored)).toBe(true);
        expect(await hasher.verify(`${password}.`, stored)).toBe(false);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });
});
