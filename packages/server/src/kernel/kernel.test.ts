import { inspect } from "node:util";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { equalBytes, lengthPrefixed } from "./bytes.ts";
import { newId, parseId } from "./ids.ts";
import { createLog } from "./log.ts";
import { Problem } from "./problem.ts";
import { Secret } from "./secret.ts";

describe("a secret", () => {
  test("prints as [secret] however it is printed [C-232]", () => {
    const secret = new Secret("canary-1");
    for (const text of [String(secret), JSON.stringify({ secret }), inspect({ secret }), inspect(secret)]) {
      expect(text).not.toContain("canary-1");
    }
    expect(secret.reveal()).toBe("canary-1");
  });
});

describe("the log", () => {
  test("leaves out the message of an error and what a library hung on it [C-232]", () => {
    const lines: string[] = [];
    const log = createLog(
      (line) => lines.push(line),
      () => 0,
    );
    log.error("vault.refresh_failed", Object.assign(new Error("canary-1"), { token: "canary-2", code: "E1" }));
    expect(lines.join("")).not.toMatch(/canary/);
    expect(lines.join("")).toContain('"code":"E1"');
    expect(lines.join("")).toContain("kernel.test.ts");
  });

  test.each([
    ["what the runtime says", Object.assign(new Error("x"), { code: "ECONNRESET" }), "ECONNRESET"],
    ["what a database says", Object.assign(new Error("x"), { code: "23505" }), "23505"],
    ["a refusal of ours", new Problem("service.busy"), "service.busy"],
    ["a value that somebody sent", Object.assign(new Error("x"), { code: "ada@example.com" }), "other"],
    ["a token", Object.assign(new Error("x"), { code: "hfk_0a1b2c" }), "other"],
    ["a text that begins like a code", Object.assign(new Error("x"), { code: "E1\nADA" }), "other"],
    ["no text at all", Object.assign(new Error("x"), { code: { card: "4111" } }), null],
  ])("keeps of an error's code only what is one: %s", (_, error, code) => {
    const lines: string[] = [];
    createLog(
      (line) => lines.push(line),
      () => 0,
    ).error("failed", error);
    expect(JSON.parse(lines.join(""))).toMatchObject({ code });
  });
});

describe("a line of the log", () => {
  test("is JSON with its facts, of which there may be none", () => {
    const lines: string[] = [];
    let now = 0;
    const log = createLog(
      (line) => lines.push(line),
      () => now,
    );
    log.info("server.started", { host: 'a"b', port: 1, note: null });
    now = 1;
    log.warn("server.tired");
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { time: "1970-01-01T00:00:00.000Z", level: "info", event: "server.started", host: 'a"b', port: 1, note: null },
      { time: "1970-01-01T00:00:00.001Z", level: "warn", event: "server.tired" },
    ]);
  });
});

describe("an id", () => {
  test("sorts by its time", () => {
    expect(newId("session", 1_000) < newId("session", 2_000)).toBe(true);
    expect(newId("session", Date.parse("2026-11-21")) < newId("session", Date.parse("2126-11-21"))).toBe(true);
  });
  test("parses as its own kind only, and everything else is unknown", () => {
    const id = newId("session", 5);
    expect(parseId("session", id, "session.not_found")).toBe(id);
    for (const raw of [newId("user", 5), "", "ses_", `${id}x`, id.toUpperCase(), `${id}\n`]) {
      expect(() => parseId("session", raw, "session.not_found")).toThrow("session.not_found");
    }
  });
});

describe("length-prefixed bytes", () => {
  test("differ for every two different lists", () => {
    const list = fc.array(fc.string());
    fc.assert(
      fc.property(list, list, (a, b) => {
        const same = JSON.stringify(a.map((s) => s.toWellFormed())) === JSON.stringify(b.map((s) => s.toWellFormed()));
        expect(equalBytes(lengthPrefixed(a), lengthPrefixed(b))).toBe(same);
      }),
    );
  });
});
