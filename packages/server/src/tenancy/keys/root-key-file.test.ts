import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import {
  createRootKeyFile,
  dropOlderRootKeys,
  prepareRootKey,
  promoteRootKey,
  readRootKeyFile,
} from "./root-key-file.ts";
import { formatRootKeys, generateRootKey, parseRootKeys } from "./root-keys.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-root-"));
  path = join(folder, "root.key");
});
afterEach(() => rm(folder, { recursive: true }));

describe("a root key file", () => {
  test("is made for its owner alone, and never over another [C-046]", async () => {
    const made = await createRootKeyFile(path, 0);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readRootKeyFile(path)).primary.key.reveal()).toEqual(made.primary.key.reveal());
    await expect(createRootKeyFile(path, 0)).rejects.toThrow("EEXIST");
  });

  test.each([0o640, 0o604, 0o620, 0o601])("is refused with mode %o, saying how to mend it [C-046]", async (mode) => {
    await createRootKeyFile(path, 0);
    await chmod(path, mode);
    await expect(readRootKeyFile(path)).rejects.toThrow(`mode ${mode.toString(8)}). Run: chmod 600 '${path}'`);
  });

  test("gets a new key, then as its primary, keeps the old one, and loses that when told", async () => {
    const first = await createRootKeyFile(path, 5);
    // A clock that went back makes no difference.
    const prepared = await prepareRootKey(path, 1);
    expect(prepared.primary.id).toBe(first.primary.id);
    const added = await promoteRootKey(path);
    expect(added.primary.id).toBe(prepared.older[0]?.id);
    expect(added.older.map((key) => key.id)).toEqual([first.primary.id]);
    expect((await promoteRootKey(path)).primary.id).toBe(added.primary.id);
    expect((await readRootKeyFile(path)).primary.id).toBe(added.primary.id);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await dropOlderRootKeys(path);
    expect(await readRootKeyFile(path)).toMatchObject({ primary: { id: added.primary.id }, older: [] });
    expect(await readFile(path, "utf8")).not.toContain(first.primary.id);
    expect(await readdir(folder)).toEqual(["root.key"]);
  });

  test("that is empty, cut short, mistyped or doubled is refused without showing a key", async () => {
    const text = formatRootKeys({ primary: generateRootKey(0), older: [] }).reveal();
    const line = text.split("\n").at(-2) ?? "";
    const secret = line.split(" ").at(-1) ?? "";
    const mistyped = line.replace(secret, `${secret.startsWith("A") ? "B" : "A"}${secret.slice(1)}`);
    for (const content of ["", "# only a comment\n", line.slice(0, -1), mistyped, `${line}\n${line}`, "x"]) {
      await writeFile(path, content, { mode: 0o600 });
      const error: unknown = await readRootKeyFile(path).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error)).not.toContain(secret.slice(1, -1));
    }
  });
});

describe("root keys", () => {
  test("read back from their text as they were", () => {
    const keys = { primary: generateRootKey(5), older: [generateRootKey(3), generateRootKey(1)] };
    const again = parseRootKeys(formatRootKeys(keys).reveal());
    expect(again.older.map((key) => key.id)).toEqual(keys.older.map((key) => key.id));
    expect(Buffer.from(again.primary.key.reveal())).toEqual(keys.primary.key.reveal());
    expect(again.primary.createdAt).toBe("1970-01-01T00:00:00.005Z");
  });

  test("do not print", () => {
    const keys = { primary: generateRootKey(5), older: [] };
    const shown = Buffer.from(keys.primary.key.reveal()).toString("base64url");
    expect(inspect(keys, { depth: 9 }) + JSON.stringify(keys) + String(formatRootKeys(keys))).not.toContain(shown);
  });
});
