import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import { keystoreForTest, type TestKeystore } from "./testing/keystore.ts";
import { createAccountKey, openAccountKeys } from "./index.ts";

let keystore: TestKeystore;
beforeAll(async () => {
  keystore = await keystoreForTest();
});
afterAll(() => keystore.close());

describe("smoke", () => {
  test("works", async () => {
    const { deps } = keystore.process();
    const id = newId("account", Date.now());
    await createAccountKey(deps, id);
    const keys = await openAccountKeys(deps, id);
    const place = { purpose: "users", table: "users", column: "email_sealed", row: "x" } as const;
    expect(keys.openText(place, keys.seal(place, "hello"))).toBe("hello");
  });
});
