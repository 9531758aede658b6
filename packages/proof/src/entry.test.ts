import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { utf8 } from "./bytes.ts";
import { encodeEntry, type Entry, parseEntry } from "./entry.ts";
import { refusal } from "./refusal.fixture.ts";
import { sampleEntry } from "./sample-log.fixture.ts";

const text = (entry: Entry): string => new TextDecoder().decode(encodeEntry(entry));
const commitment = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";

describe("a log entry", () => {
  test("is written with sorted keys and no whitespace", () => {
    expect(text(sampleEntry(7, commitment))).toBe(
      '{"account":"acc_01hzy3k9v7xq5m2n8p4r6s0t1w","actor":{"id":"usr_01hzy3k9v7xq5m2n8p4r6s0t1w","type":"user"},' +
        '"details":{"method":"password","sessions":7},"event":"session.revoked","id":"evt_00000000000000000000000007",' +
        `"outcome":"success","personal":"${commitment}","request":"req_00000000000000000000000007",` +
        '"target":{"id":"ses_00000000000000000000000007","type":"session"},"time":"2026-01-01T00:00:07.000Z","v":1}',
    );
  });

  test("is read back as what was written", () => {
    const fact = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const facts = fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,9}$/), fact, { noNullPrototype: true });
    fc.assert(
      fc.property(facts, (details) => {
        const entry = { ...sampleEntry(1), details };
        const bytes = encodeEntry(entry);
        expect(encodeEntry(parseEntry(bytes))).toEqual(bytes);
        expect(parseEntry(bytes)).toEqual(JSON.parse(JSON.stringify(entry)));
      }),
    );
  });

  test.each(["2024-02-29T23:59:59.999Z", "0000-01-31T00:00:00.000Z", "9999-12-31T00:00:00.000Z"])(
    "may be of %s",
    (time) => {
      expect(parseEntry(encodeEntry({ ...sampleEntry(1), time })).time).toBe(time);
    },
  );

  test("may lack an actor's id, a target, a request and a personal part", () => {
    const entry: Entry = {
      ...sampleEntry(1),
      actor: { type: "system", id: null },
      target: null,
      request: null,
      details: {},
    };
    expect(parseEntry(encodeEntry(entry))).toEqual(entry);
  });

  test.each<[string, Partial<Record<keyof Entry, unknown>>]>([
    ["another version", { v: 2 }],
    ["an empty id", { id: "" }],
    ["a space in an id", { id: "evt 1" }],
    ["a line break in an id", { account: "acc_1\n" }],
    ["a time without milliseconds", { time: "2026-01-01T00:00:00Z" }],
    ["a day that its month has not", { time: "2026-02-29T00:00:00.000Z" }],
    ["a day that no month has", { time: "2026-01-32T00:00:00.000Z" }],
    ["a 13th month", { time: "2026-13-01T00:00:00.000Z" }],
    ["a 25th hour", { time: "2026-01-01T24:00:00.000Z" }],
    ["a leap second", { time: "2016-12-31T23:59:60.000Z" }],
    ["a time of another zone", { time: "2026-01-01T00:00:00.000+01:00" }],
    ["an event without a past", { event: "session" }],
    ["an actor with a name", { actor: { id: "usr_1", name: "Ada", type: "user" } }],
    ["a target without an id", { target: { id: null, type: "user" } }],
    ["a nested fact", { details: { a: { b: 1 } } }],
    ["a list as a fact", { details: { a: [1] } }],
    ["a fact named __proto__", { details: JSON.parse('{"__proto__":1}') }],
    ["a fact named like an index", { details: { 1: 1 } }],
    ["a commitment that is none", { personal: "abc" }],
    ["a commitment with spare bits set", { personal: commitment.replace(/U$/, "V") }],
    ["an unknown field", { extra: 1 } as object],
  ])("is refused with %s", (_, change) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a caller without types
    expect(refusal(() => encodeEntry({ ...sampleEntry(1), ...change } as Entry))).toBe("entry.malformed");
  });

  test("is refused in any other spelling of the same JSON", () => {
    const canonical = text({ ...sampleEntry(1), details: { a: "é/", b: 10 } });
    const others = [
      ` ${canonical}`,
      `${canonical}\n`,
      `\ufeff${canonical}`,
      canonical.replace(",", ", "),
      canonical.replace("é", "\\u00e9"),
      canonical.replace("/", "\\/"),
      canonical.replace(":10", ":1e1"),
      canonical.replace(":10", ":10.0"),
      canonical.replace('"v":1', '"v":1,"v":1'),
      canonical.replace('{"a":"é/","b":10}', '{"b":10,"a":"é/"}'),
      canonical.replace('"a":"é/"', '"a":"x","a":"é/"'),
      canonical.replace('{"id":"usr_01hzy3k9v7xq5m2n8p4r6s0t1w","type":"user"}', '{"type":"user","id":"usr_1"}'),
    ];
    expect(parseEntry(utf8(canonical)).details).toEqual({ a: "é/", b: 10 });
    expect(others.filter((other) => refusal(() => parseEntry(utf8(other))) !== "entry.malformed")).toEqual([]);
  });

  test.each(["", "null", "[]", "1", "{", '"text"'])("is not %j", (json) => {
    expect(refusal(() => parseEntry(utf8(json)))).toBe("entry.malformed");
  });

  test("is not ill-formed text", () => {
    const bytes = encodeEntry({ ...sampleEntry(1), details: { a: "x" } });
    expect(() => parseEntry(bytes.with(bytes.indexOf(0x78), 0xff))).toThrow("not UTF-8");
    const surrogate = text({ ...sampleEntry(1), details: { a: "x" } }).replace('"x"', '"\\ud800"');
    expect(refusal(() => parseEntry(utf8(surrogate)))).toBe("entry.malformed");
    const escaped = encodeEntry({ ...sampleEntry(1), details: { a: "\\ud800" } });
    expect(parseEntry(escaped).details).toEqual({ a: "\\ud800" });
  });

  test("is shorter than 65,536 bytes", () => {
    const spare = 65_535 - encodeEntry({ ...sampleEntry(1), details: { a: "" } }).length;
    expect(encodeEntry({ ...sampleEntry(1), details: { a: "x".repeat(spare) } })).toHaveLength(65_535);
    const tooLarge = { ...sampleEntry(1), details: { a: "x".repeat(spare + 1) } };
    expect(refusal(() => encodeEntry(tooLarge))).toBe("entry.too_large");
  });
});
