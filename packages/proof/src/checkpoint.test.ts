import { describe, expect, test } from "vitest";

import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { emptyRoot } from "./merkle-tree.ts";
import { refusal } from "./refusal.fixture.ts";
import { freshSigner } from "./sample-log.fixture.ts";
import { signNote } from "./signed-note.ts";

const log = freshSigner("holdfast.example/log");
const other = freshSigner("holdfast.example/other");
const checkpoint = { origin: "holdfast.example/log", size: 7, root: emptyRoot() };
const text = "holdfast.example/log\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";

describe("a checkpoint", () => {
  test("is three lines: origin, size, root", () => {
    expect(formatCheckpoint(checkpoint)).toBe(text);
    expect(parseCheckpoint(text)).toEqual(checkpoint);
  });

  test("may have extension lines, which say nothing", () => {
    expect(parseCheckpoint(`${text}more\n`)).toEqual(checkpoint);
  });

  test.each([
    ["no root", "a\n7\n"],
    ["an empty origin", text.replace("holdfast.example/log", "")],
    ["a leading zero", text.replace("7", "07")],
    ["a sign", text.replace("7", "+7")],
    ["a size that a double cannot hold", text.replace("7", "9007199254740993")],
    ["a size of twenty digits", text.replace("7", "18446744073709551615")],
    ["a short root", text.replace("47DE", "")],
    ["a root in another base64", text.replace("=", "")],
    ["an empty line", `${text}\n`],
    ["no final newline", text.trimEnd()],
  ])("is none with %s", (_, changed) => {
    expect(refusal(() => parseCheckpoint(changed))).toBe("checkpoint.malformed");
  });

  test.each([{ size: -1 }, { size: 1.5 }, { origin: "a\nb" }, { root: new Uint8Array(31) }])(
    "is not made with %o",
    (change) => {
      expect(refusal(() => formatCheckpoint({ ...checkpoint, ...change }))).toBe("checkpoint.malformed");
    },
  );

  test("opens when its log has signed it", async () => {
    const note = await signCheckpoint(checkpoint, log);
    expect(await openCheckpoint(note, log.key)).toEqual({ ...checkpoint, signers: [log.key] });
  });

  test("of another log is refused, even when this log's key has signed it", async () => {
    const foreign = await signCheckpoint({ ...checkpoint, origin: "holdfast.example/other" }, log, other);
    await expect(openCheckpoint(foreign, log.key)).rejects.toMatchObject({ code: "checkpoint.wrong_origin" });
  });

  test("that only witnesses have signed is refused", async () => {
    const note = await signNote(text, other);
    await expect(openCheckpoint(note, log.key, [other.key])).rejects.toMatchObject({ code: "note.unsigned" });
  });
});
