import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { refusal } from "./refusal.fixture.ts";
import { formatVerifierKey, isSameKey, parseVerifierKey, signatureTypes, verifierKey } from "./verifier-key.ts";

interface NoteVector {
  readonly name: string;
  readonly vkey: string;
  readonly note: string | null;
  readonly valid: boolean;
}
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape of a file that is committed beside this one
const vectors = JSON.parse(
  readFileSync(new URL("../vectors/signed-note/notes.json", import.meta.url), "utf8"),
) as NoteVector[];

const neumann = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

describe("a verifier key", () => {
  test.each(vectors.filter(({ note }) => note !== null))("of $name is read and written back", ({ vkey }) => {
    expect(formatVerifierKey(parseVerifierKey(vkey))).toBe(vkey);
  });

  test.each(vectors.filter(({ note }) => note === null))("is not: $name", ({ vkey }) => {
    expect(refusal(() => parseVerifierKey(vkey))).toMatch(/^vkey\.(?:malformed|unsupported)$/);
  });

  test.each([
    ["another key id", neumann.replace("c74f", "c74e")],
    ["an upper-case key id", neumann.replace("c74f20a3", "C74F20A3")],
    ["a short key id", neumann.replace("c74f20a3", "c74f20a")],
    ["another name", neumann.replace("Peter", "Petra")],
    ["a space in its name", neumann.replace("Peter", "Peter ")],
    ["no name", neumann.replace("PeterNeumann", "")],
    ["unpadded base64", neumann.replace("10TW", "10T")],
    ["a line break", `${neumann}\n`],
    ["a part more", `${neumann}+1`],
  ])("is refused with %s", (_, vkey) => {
    expect(refusal(() => parseVerifierKey(vkey))).toBe("vkey.malformed");
  });

  test("changed in any byte is refused", () => {
    for (let i = 0; i < neumann.length; i++) {
      const changed = neumann.slice(0, i) + String.fromCharCode(neumann.charCodeAt(i) ^ 1) + neumann.slice(i + 1);
      expect(refusal(() => parseVerifierKey(changed))).toBe("vkey.malformed");
    }
  });

  test("of another type of the same name and bytes is another key", () => {
    const { name, publicKey } = parseVerifierKey(neumann);
    const witness = verifierKey(name, publicKey, signatureTypes.ed25519Cosignature);
    expect(isSameKey(parseVerifierKey(formatVerifierKey(witness)), witness)).toBe(true);
    expect(isSameKey(witness, parseVerifierKey(neumann))).toBe(false);
  });

  test.each(["", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\u0085b", "a\nb", "a\ud800"])("is not called %j", (name) => {
    expect(() => verifierKey(name, new Uint8Array(32))).toThrow("the name");
  });

  test("has 32 bytes", () => {
    expect(() => verifierKey("a", new Uint8Array(33))).toThrow("32 bytes");
  });
});
