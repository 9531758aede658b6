import { readFile } from "node:fs/promises";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import { checksumOf, keyPattern, newKeyText, parseKeyText } from "./key-format.ts";

const make = (): string => newKeyText({ accountId: newId("account", Date.now()), id: newId("apiKey", Date.now()) });
const scan = (text: string): string[] => text.match(new RegExp(keyPattern, "g")) ?? [];

describe("the text of an API key", () => {
  test("names its account and itself, and is 108 characters long", () => {
    const named = { accountId: newId("account", 1), id: newId("apiKey", 2) };
    const text = newKeyText(named);
    expect(text).toHaveLength(108);
    expect(parseKeyText(text)).toEqual(named);
  });

  test("is found by the documented pattern in a thousand of a thousand files, and alone", () => {
    for (let n = 0; n < 1000; n += 1) {
      const text = make();
      expect(scan(`HOLDFAST_KEY=${text}\n`)).toEqual([text]);
      expect(scan(`curl -H 'authorization: Bearer ${text}' https://id.example`)).toEqual([text]);
      expect(scan(`{"key":"${text}"}`)).toEqual([text]);
    }
  });

  test("is not taken for one when it is shorter, longer, of another prefix or in other letters", () => {
    const text = make();
    const near = [
      text.slice(0, -1),
      `${text}x`,
      text.slice(1),
      text.replace("hfk_", "hfr_"),
      text.replaceAll("_", "-"),
      text.replace(/^hfk_./, "hfk_u"),
      text.toUpperCase(),
      `x${text}`,
      `hfk_${"0".repeat(104)}`,
    ];
    for (const one of near) expect([one, scan(one), parseKeyText(one)]).toEqual([one, [], null]);
  });

  test("does not survive a change of any one character", () => {
    const text = make();
    for (let at = 4; at < text.length; at += 1) {
      const other = text[at] === "7" ? "8" : "7";
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      expect([at, parseKeyText(changed)]).toEqual([at, null]);
    }
  });

  test("is refused, whatever else somebody sends", () => {
    fc.assert(
      fc.property(fc.string(), (raw) => {
        expect(parseKeyText(`hfk_${raw}`)).toBeNull();
      }),
    );
  });

  test("carries a checksum that others compute alike", () => {
    // The check value of CRC-32 is CBF43926 for "123456789".
    expect(checksumOf("123456789")).toBe("3jZRME");
  });

  test("is described in its document by the very pattern that the program knows", async () => {
    const document = await readFile(new URL("../../../../../docs/api-keys.md", import.meta.url), "utf8");
    expect(document).toContain(keyPattern);
  });
});
