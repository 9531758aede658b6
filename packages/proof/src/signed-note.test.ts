import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { utf8 } from "./bytes.ts";
import { ProofError } from "./proof-error.ts";
import { refusal } from "./refusal.fixture.ts";
import { freshSigner } from "./sample-log.fixture.ts";
import { formatNote, parseNote, signNote, verifyNote } from "./signed-note.ts";
import { parseVerifierKey } from "./verifier-key.ts";

interface NoteVector {
  readonly name: string;
  readonly vkey: string;
  readonly note: string | null;
}

function vectorFile(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../vectors/signed-note/${name}.json`, import.meta.url), "utf8"));
}
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape of a file that is committed beside this one
const signedVectors = (vectorFile("notes") as NoteVector[]).flatMap(({ note, ...rest }) =>
  note === null ? [] : [{ ...rest, note }],
);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape of a file that is committed beside this one
const specExamples = vectorFile("spec_examples_syntax_only") as Record<string, string[]>;

const unsigned = { code: "note.unsigned" };
const text = "A text\n\nin two parts: grün\n";
const alice = freshSigner("example.com/alice");
const bob = freshSigner("example.com/bob");

describe("the vectors of C2SP and golang.org/x/mod", () => {
  test.each(signedVectors)("verify: $name", async ({ vkey, note }) => {
    const key = parseVerifierKey(vkey);
    expect(await verifyNote(parseNote(note), [key])).toEqual([key]);
  });

  test.each(signedVectors)("changed in any byte are refused: $name", async ({ vkey, note }) => {
    const key = parseVerifierKey(vkey);
    const bytes = utf8(note);
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.with(i, (bytes[i] ?? 0) ^ 1);
      const verify = async () => verifyNote(parseNote(changed), [key]);
      await expect(verify(), `byte ${i}`).rejects.toThrow(ProofError);
    }
  });

  test("parse: the examples of tlog-checkpoint and tlog-cosignature", () => {
    const [checkpoint] = specExamples["tlog-checkpoint.md"] ?? [];
    const [cosigned] = specExamples["tlog-cosignature.md"] ?? [];
    expect(parseNote(checkpoint ?? "").signatures.map(({ name }) => name)).toEqual(["example.com/behind-the-sofa"]);
    expect(parseNote(cosigned ?? "").signatures.map(({ name, signature }) => [name, signature.length])).toEqual([
      ["example.com/behind-the-sofa", 64],
      ["witness.example.com/w1", 72],
    ]);
  });
});

describe("a signed note", () => {
  test("by several keys tells who of the known ones has signed", async () => {
    const note = parseNote(await signNote(text, alice, bob));
    expect(note.text).toBe(text);
    expect(await verifyNote(note, [alice.key, bob.key])).toEqual([alice.key, bob.key]);
    expect(await verifyNote(note, [bob.key])).toEqual([bob.key]);
  });

  test("by unknown keys only is refused", async () => {
    const note = parseNote(await signNote(text, alice));
    await expect(verifyNote(note, [bob.key])).rejects.toMatchObject(unsigned);
    await expect(verifyNote(note, [])).rejects.toMatchObject(unsigned);
  });

  test("by a key that shares only the name, or only the id, with a known one is refused as unsigned", async () => {
    const note = parseNote(await signNote(text, alice));
    const sameName = { ...bob.key, name: alice.key.name };
    const sameId = { ...bob.key, keyId: alice.key.keyId };
    await expect(verifyNote(note, [sameName, sameId])).rejects.toMatchObject(unsigned);
  });

  test("with one bad signature of a known key is refused, good ones or not", async () => {
    const note = parseNote(await signNote(text, alice, bob));
    const [first, second] = note.signatures;
    if (!first || !second) throw new Error("two signatures");
    const forged = { text, signatures: [first, { ...second, signature: second.signature.with(0, 0) }] };
    await expect(verifyNote(forged, [alice.key, bob.key])).rejects.toMatchObject({ code: "note.bad_signature" });
    expect(await verifyNote(forged, [alice.key])).toEqual([alice.key]);
  });

  test("is accepted with a hundred signatures and refused with more", async () => {
    const [signature] = parseNote(await signNote(text, alice)).signatures;
    if (!signature) throw new Error("a signature");
    const unknown = Array.from({ length: 99 }, (_, i) => ({ ...signature, name: `example.com/${i}` }));
    const crowded = formatNote(text, [...unknown, signature]);
    expect(await verifyNote(parseNote(crowded), [alice.key])).toEqual([alice.key]);
    expect(() => formatNote(text, [...unknown, signature, signature])).toThrow("more than 100");
  });

  test("keeps a byte order mark in its text, where it breaks the signature", async () => {
    const signed = await signNote(text, alice);
    const marked = utf8(`\ufeff${signed}`);
    await expect(verifyNote(parseNote(marked), [alice.key])).rejects.toMatchObject({ code: "note.bad_signature" });
  });

  const line = "— a Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
  test.each([
    ["no signature", "text\n\n"],
    ["no blank line", `text\n${line}`],
    ["no final newline", `text\n\n${line.trimEnd()}`],
    ["nothing", ""],
    ["a tab", `te\txt\n\n${line}`],
    ["a carriage return", `text\r\n\r\n${line}`],
    ["a NUL", `te\0xt\n\n${line}`],
    ["a lone surrogate", `te\ud800xt\n\n${line}`],
    ["a hyphen for the dash", `text\n\n${line.replace("—", "-")}`],
    ["no space after the dash", `text\n\n${line.replace("— ", "—")}`],
    ["two spaces", `text\n\n${line.replace("— a", "—  a")}`],
    ["a plus in the name", `text\n\n${line.replace("— a", "— a+b")}`],
    ["a no-break space in the name", `text\n\n${line.replace("— a", "— a\u00a0b")}`],
    ["no name", `text\n\n${line.replace("a A", " A")}`],
    ["unpadded base64", `text\n\n${line.replace("=", "")}`],
    ["spare bits in base64", `text\n\n${line.replace("8=", "9=")}`],
    ["only a key id", "text\n\n— a Az3grg==\n"],
    ["a word after the signature", `text\n\n${line.replace("=\n", "= more\n")}`],
    ["text among the signatures", `text\n\n${line}more\n`],
  ])("with %s is none", (_, note) => {
    expect(refusal(() => parseNote(note))).toBe("note.malformed");
  });

  test("that is not UTF-8 or has no end is none", () => {
    expect(() => parseNote(utf8(`text\n\n${line}`).with(0, 0xff))).toThrow("not UTF-8");
    expect(() => parseNote(`${"a".repeat(1_000_000)}\n\n${line}`)).toThrow("too long");
  });

  test.each(["no newline", "a tab\t\n", "\ud800\n"])("is not made of %j", async (unsignable) => {
    await expect(signNote(unsignable, alice)).rejects.toThrow(Error);
  });

  test("takes the last blank line, so a text can quote a note", async () => {
    const quoted = `Seen:\n\n${line}`;
    expect(parseNote(await signNote(quoted, alice)).text).toBe(quoted);
  });
});
