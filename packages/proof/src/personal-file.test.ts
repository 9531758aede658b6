import { beforeAll, describe, expect, test } from "vitest";

import { utf8 } from "./bytes.ts";
import { memoryReader } from "./directory-reader.ts";
import { encodeEntry } from "./entry.ts";
import { type LogReport, verifyLogDirectory } from "./log-directory.ts";
import { parseOpening } from "./personal-file.ts";
import { refusal } from "./refusal.fixture.ts";
import { exportOf, type Files, freshSigner, sampleEntry, sampleLeaves, samplePersonal } from "./sample-log.fixture.ts";
import { formatVerifierKey } from "./verifier-key.ts";

const signer = freshSigner("holdfast.example/log/acc_1");
const vkey = formatVerifierKey(signer.key);
const size = 300;
const lines = Array.from({ length: size }, (_, index) => samplePersonal(index).line);
const line = (index: number): string => lines[index] ?? "";

let files: Files;
beforeAll(async () => {
  files = await exportOf(sampleLeaves(size), signer);
});

async function verify(personal: readonly string[], end = "\n"): Promise<LogReport> {
  const text = personal.map((each, i) => each + (i < personal.length - 1 ? "\n" : end)).join("");
  return verifyLogDirectory(memoryReader(new Map(files).set("personal.ndjson", utf8(text))), { vkey });
}
const faults = (report: LogReport) => report.faults.map(({ code, line }) => [code, line]);

describe("the personal parts of an exported log", () => {
  test("open their commitments", async () => {
    expect(await verify(lines)).toMatchObject({ ok: true, counts: { personalOpened: 300, personalWithheld: 0 } });
  });

  test("may be erased, one or all, and every proof still holds", async () => {
    const erased = lines.filter((_, index) => index % 3 !== 0);
    expect(await verify(erased)).toMatchObject({
      ok: true,
      counts: { entries: 300, personalOpened: 200, personalWithheld: 100 },
    });
    expect(await verify([], "")).toMatchObject({ ok: true, counts: { personalOpened: 0, personalWithheld: 300 } });
  });

  test("are refused when another part was put in", async () => {
    const report = await verify(lines.with(7, line(7).replace("192.0.2.7", "192.0.2.8")));
    expect(faults(report)).toEqual([["personal.mismatch", 8]]);
    expect(report.counts).toMatchObject({ personalOpened: 299, personalWithheld: 1 });
  });

  test("are refused when they were swapped between two entries", async () => {
    const swapped = line(8).replace(sampleEntry(8).id, sampleEntry(7).id);
    expect(faults(await verify(lines.with(7, swapped)))).toEqual([["personal.mismatch", 8]]);
  });

  test("of entries that the log has not are refused, and do not hide the rest", async () => {
    const strange = line(7).replace(sampleEntry(7).id, "evt_unknown");
    const report = await verify([strange, ...lines]);
    expect(faults(report)).toEqual([["personal.unmatched", 1]]);
    expect(report.counts.personalOpened).toBe(300);
  });

  test("that nobody claims in their thousands are refused, and reading stops", async () => {
    const strangers = Array.from({ length: 3_000 }, (_, i) => line(0).replace(sampleEntry(0).id, `evt_${i}x`));
    const report = await verify([...strangers, ...lines]);
    expect(report.faultCount).toBe(2_049);
    expect(report.counts.personalOpened).toBe(0);
  });

  test("of an entry that commits to none are refused", async () => {
    const bare = await exportOf([encodeEntry(sampleEntry(0))], signer);
    const report = await verifyLogDirectory(memoryReader(bare.set("personal.ndjson", utf8(`${line(0)}\n`))), { vkey });
    expect(faults(report)).toEqual([["personal.mismatch", 1]]);
  });

  test("twice for one entry are refused", async () => {
    expect(faults(await verify([line(0), line(0)]))).toEqual([["personal.mismatch", 2]]);
  });

  test("without an end are refused where they break off", async () => {
    expect(faults(await verify(lines.slice(0, 3), ""))).toEqual([["personal.malformed", 3]]);
    expect(faults(await verify([line(0), "x".repeat(70_000)], ""))).toEqual([["personal.malformed", 2]]);
  });

  test.each([
    ["whitespace", line(0).replace(":", ": ")],
    ["another order", line(0).replace(/^\{("id":[^,]+),(.*),("salt":.*)\}$/, "{$3,$1,$2}")],
    ["a field more", line(0).replace("{", '{"a":1,')],
    ["no id", line(0).replace(/"id":"[^"]+"/, '"id":null')],
    ["no personal part", line(0).replace(/"personal":\{[^}]*\},/, "")],
    ["a short salt", line(0).replace("AAAAA", "AAAA")],
    ["a salt with spare bits set", line(0).replace(/A"\}$/, 'B"}')],
    ["a duplicate key", line(0).replace('"ip"', '"ip":"1","ip"')],
    ["a lone surrogate", line(0).replace("192.0.2.0", "\\ud800")],
    ["bottomless nesting", line(0).replace('"192.0.2.0"', "[".repeat(9_000) + "]".repeat(9_000))],
    ["no object", "[]"],
    ["no JSON", "{"],
    ["nothing", ""],
  ])("are not read with %s", (_, text) => {
    expect(refusal(() => parseOpening(utf8(text)))).toBe("personal.malformed");
  });

  test("are not read out of ill-formed text", () => {
    expect(() => parseOpening(Uint8Array.of(0xff))).toThrow("not UTF-8");
  });
});
