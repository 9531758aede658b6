import { describe, expect, test } from "vitest";

import { bestFirst, proofOf } from "./proof-words.ts";

describe("what somebody types to prove who they are", () => {
  test("is taken with the spaces that people and apps put into codes", () => {
    expect(proofOf("totp", " 123 456 ")).toEqual({ kind: "totp", code: "123456" });
    expect(proofOf("recovery_code", " 7k2m q0rx 5tdb 9hne ")).toEqual({
      kind: "recovery_code",
      code: "7k2m q0rx 5tdb 9hne",
    });
  });

  test("is taken as it is where it is a password", () => {
    expect(proofOf("password", " plum anvil ")).toEqual({ kind: "password", password: " plum anvil " });
  });

  test.for([
    ["totp", "12345"],
    ["totp", "1234567"],
    ["totp", "12345a"],
    ["recovery_code", "7K2M-Q0RX"],
    ["password", ""],
  ] as const)("is not sent when it cannot be right: %s %j", ([kind, typed]) => {
    expect(proofOf(kind, typed)).toBeNull();
  });
});

test("the quickest way is offered first, whatever order the server tells them in", () => {
  expect(bestFirst(["recovery_code", "password", "totp", "passkey"])).toEqual([
    "passkey",
    "totp",
    "password",
    "recovery_code",
  ]);
});
