import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import { handleOf, parseHandle } from "./user-handle.ts";

const holder = fc
  .integer({ min: 0, max: 2 ** 48 - 1 })
  .map((now) => ({ accountId: newId("account", now), userId: newId("user", now) }));

describe("a user handle", () => {
  test("leads back to account and user, in 35 bytes", () => {
    fc.assert(
      fc.property(holder, (ids) => {
        const handle = handleOf(ids);
        expect(handle).toHaveLength(35);
        expect(parseHandle(handle.toString("base64url"))).toEqual(ids);
      }),
    );
  });

  test("that is not ours leads nowhere", () => {
    const ours = handleOf({ accountId: newId("account", 1), userId: newId("user", 1) });
    const later = Buffer.from(ours);
    later[0] = 2;
    const padded = `${ours.toString("base64url")}=`;
    const others = [later.toString("base64url"), padded, ours.subarray(1).toString("base64url"), "", "AA"];
    for (const raw of others) expect(parseHandle(raw)).toBeNull();
    // The two bits beyond 26 characters of five: a second spelling of an id.
    const beyond = Buffer.from(ours);
    beyond[1] = 0xff;
    expect(parseHandle(beyond.toString("base64url"))).toBeNull();
  });

  test("of any bytes is read or refused, and never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uint8Array({ minLength: 35, maxLength: 35 })), (raw) => {
        const text = typeof raw === "string" ? raw : Buffer.from(raw).toString("base64url");
        const found = parseHandle(text);
        expect(found === null || handleOf(found).toString("base64url") === text).toBe(true);
      }),
    );
  });
});
