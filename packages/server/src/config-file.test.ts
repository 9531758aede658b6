import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { configOf, faultsOf } from "./config.fixture.ts";
import { settingSpecs } from "./config-settings.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
/** A new file with that content. */
function fileWith(content: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `setting-${files}`);
  writeFileSync(path, content);
  return path;
}

describe("a setting from a file", () => {
  test.each(Object.keys(settingSpecs))("can be %s", (name) => {
    const missing = join(folder, "missing");
    expect(faultsOf({ [`${name}_FILE`]: missing })).toContain(`${name}_FILE: the file cannot be read`);
  });

  test("can be a region's database", () => {
    const path = fileWith("postgres://app:pass@db.eu.example\n");
    const { regions } = configOf({ HOLDFAST_REGION_EU_DATABASE_URL_FILE: path });
    expect(regions[0]?.database?.app.reveal()).toBe("postgres://app:pass@db.eu.example");
  });

  test.each([
    ["one line break", "smtps://mail.example/ \n", "smtps://mail.example/ "],
    ["a line break of Windows", "smtps://mail.example/\r\n", "smtps://mail.example/"],
    ["several", "smtps://mail.example/\n\n", "smtps://mail.example/"],
    ["none", "smtps://mail.example/", "smtps://mail.example/"],
  ])("is taken without the line break at its end: %s", (_name, content, value) => {
    expect(configOf({ HOLDFAST_SMTP_URL_FILE: fileWith(content) }).smtpUrl?.reveal()).toBe(value);
  });

  test("and one in the environment beside it are a contradiction, whichever is right", () => {
    const path = fileWith("8000\n");
    expect(faultsOf({ HOLDFAST_PORT: "8000", HOLDFAST_PORT_FILE: path })).toEqual([
      "HOLDFAST_PORT and HOLDFAST_PORT_FILE are both set: remove one",
    ]);
    expect(configOf({ HOLDFAST_PORT: "", HOLDFAST_PORT_FILE: path }).port).toBe(8000);
    expect(configOf({ HOLDFAST_PORT: "8001", HOLDFAST_PORT_FILE: "" }).port).toBe(8001);
  });

  test.each([
    ["is not there", () => join(folder, "missing"), "cannot be read"],
    ["is a folder", () => folder, "this is a folder"],
    ["is empty", () => fileWith(""), "is empty"],
    ["holds a line break only", () => fileWith("\n"), "is empty"],
    ["is too large", () => fileWith("x".repeat(65_537)), "larger than 65536 bytes"],
    ["has no end", () => "/dev/zero", "larger than 65536 bytes"],
    ["is not text", () => fileWith(Uint8Array.of(0xff, 0xfe, 0x00)), "not UTF-8 text"],
  ])("is refused when the file %s, and its default does not stand in for it", (_name, pathOf, says) => {
    expect(faultsOf({ HOLDFAST_PORT_FILE: pathOf() })).toEqual([
      expect.stringMatching(new RegExp(`^HOLDFAST_PORT_FILE: .*${says}`)),
    ]);
  });

  test("may be as large as the bound", () => {
    expect(faultsOf({ HOLDFAST_MAIL_FROM_FILE: fileWith("x".repeat(65_536)) })).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)("is refused when the file may not be read", () => {
    const path = fileWith("8000");
    chmodSync(path, 0o000);
    expect(faultsOf({ HOLDFAST_PORT_FILE: path })).toEqual(["HOLDFAST_PORT_FILE: the file cannot be read"]);
  });
});
