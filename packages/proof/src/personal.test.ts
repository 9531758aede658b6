import { createHash } from "node:crypto";

import { describe, expect, test } from "vitest";

import { isCommitment, personalCommitment, verifyPersonal } from "./personal.ts";
import { refusal } from "./refusal.fixture.ts";

const salt = new Uint8Array(32).fill(5);
const json = '{"ip":"192.0.2.1"}';

describe("a commitment to a personal part", () => {
  test("is SHA-256 of domain, salt and JSON, each after its length", () => {
    const hash = createHash("sha256");
    for (const part of [Buffer.from("holdfast/personal/v1"), salt, Buffer.from(json)]) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      hash.update(length).update(part);
    }
    expect(personalCommitment(salt, json)).toBe(hash.digest("base64url"));
    expect(isCommitment(personalCommitment(salt, json))).toBe(true);
  });

  test("opens with its own salt and JSON only", () => {
    const commitment = personalCommitment(salt, json);
    expect(refusal(() => verifyPersonal(commitment, salt, json))).toBeNull();
    expect(refusal(() => verifyPersonal(commitment, salt.with(0, 6), json))).toBe("personal.mismatch");
    expect(refusal(() => verifyPersonal(commitment, salt, `${json} `))).toBe("personal.mismatch");
    expect(refusal(() => verifyPersonal(commitment, salt.subarray(1), json))).toBe("personal.malformed");
  });

  test("does not show which of two parts it commits to: equal parts under two salts have nothing in common", () => {
    expect(personalCommitment(salt.with(31, 6), json)).not.toBe(personalCommitment(salt, json));
  });

  test("needs a whole salt", () => {
    expect(() => personalCommitment(new Uint8Array(31), json)).toThrow(RangeError);
  });
});
