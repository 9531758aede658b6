import { describe, expect, test } from "vitest";

import { Secret } from "../../kernel/secret.ts";
import { describeKeyWrapper } from "./key-wrapper.contract.ts";
import { UnwrapFailure, withOlderWrappers } from "./key-wrapper.ts";
import { localKeyWrapper } from "./local-key-wrapper.ts";
import { generateRootKey } from "./root-keys.ts";

const newWrapper = () => localKeyWrapper({ primary: generateRootKey(0), older: [] });
const key = () => new Secret(Uint8Array.from({ length: 32 }, (_, i) => i));

describeKeyWrapper("a local root key", async () => [newWrapper(), newWrapper()]);

describe("a local wrapper with an older root key", () => {
  test("unwraps what the older wrapped, and wraps with the primary alone [C-045]", async () => {
    const [old, fresh] = [generateRootKey(0), generateRootKey(1)];
    const before = localKeyWrapper({ primary: old, older: [] });
    const after = localKeyWrapper({ primary: fresh, older: [old] });
    const wrapped = await before.wrap(key(), "c");
    expect(Buffer.from((await after.unwrap(wrapped, "c")).reveal())).toEqual(Buffer.from(key().reveal()));
    await expect(before.unwrap(await after.wrap(key(), "c"), "c")).rejects.toThrow(UnwrapFailure);
  });
});

describe("a wrapper with older wrappers", () => {
  test("wraps with the primary and unwraps each key with the one that wrapped it", async () => {
    const [old, fresh] = [newWrapper(), newWrapper()];
    const both = withOlderWrappers(fresh, [old]);
    const wrapped = [await old.wrap(key(), "c"), await both.wrap(key(), "c")];
    expect(wrapped.map((each) => each.wrapperId)).toEqual([old.id, fresh.id]);
    for (const each of wrapped) expect((await both.unwrap(each, "c")).reveal()).toHaveLength(32);
  });

  test("refuses a key that none of them wrapped", async () => {
    const both = withOlderWrappers(newWrapper(), [newWrapper()]);
    const wrapped = await newWrapper().wrap(key(), "c");
    await expect(both.unwrap(wrapped, "c")).rejects.toThrow(UnwrapFailure);
    await expect(both.unwrap({ ...wrapped, wrapperId: "aws-kms:x" }, "c")).rejects.toThrow(UnwrapFailure);
  });
});
