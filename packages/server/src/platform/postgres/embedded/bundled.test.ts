import { chmodSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { prepareBundled } from "./bundled.ts";
import type { Programs } from "./installation.ts";
import type { ServerUser } from "./server-user.ts";

let root = "";
let programs: Programs;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "holdfast-bundled-"));
  const home = join(root, "package");
  for (const folder of ["native/bin", "native/lib"]) mkdirSync(join(home, folder), { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify({ version: "18.4.0-beta.17" }));
  writeFileSync(join(home, "native/bin/postgres"), "", { mode: 0o700 });
  writeFileSync(join(home, "native/lib/libpq.so.5.18"), "library");
  const link = { source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" };
  writeFileSync(join(home, "native/pg-symlinks.json"), JSON.stringify([link]));
  programs = { kind: "bundled", folder: join(home, "native/bin"), major: 18, version: "18.4" };
});
afterEach(() => {
  chmodSync(join(root, "package/native/lib"), 0o755);
  rmSync(root, { recursive: true, force: true });
});

const sameUser: ServerUser = { client: "me", dropTo: null };
const otherUser: ServerUser = { client: "me", dropTo: { uid: 65_534, gid: 65_534 } };
const library = (folder: string) => readlinkSync(join(folder, "../lib/libpq.so.5"));

describe("the programs from npm", () => {
  test("get the links that their install script would have made, once", () => {
    for (const _ of ["first start", "second start"]) {
      expect(prepareBundled(programs, sameUser, join(root, "copies"))).toEqual(programs);
      expect(library(programs.folder)).toBe("libpq.so.5.18");
    }
  });

  test("are copied where the server's user cannot reach them", () => {
    chmodSync(root, 0o700);
    const copied = prepareBundled(programs, otherUser, join(root, "copies"));
    expect(copied.folder).toBe(join(root, "copies/postgresql-18.4.0-beta.17/native/bin"));
    expect(library(copied.folder)).toBe("libpq.so.5.18");
    expect(statSync(join(copied.folder, "postgres")).mode & 0o777).toBe(0o755);
    expect(prepareBundled(programs, otherUser, join(root, "copies")), "a second time").toEqual(copied);
  });

  test.skipIf(process.getuid?.() === 0)("are copied where they are read-only", () => {
    chmodSync(join(root, "package/native/lib"), 0o555);
    const copied = prepareBundled(programs, sameUser, join(root, "copies"));
    expect(library(copied.folder)).toBe("libpq.so.5.18");
  });
});
