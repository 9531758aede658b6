import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { checkArchitecture } from "./architecture.ts";
import { packages } from "./graph.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** A small checkout that keeps every rule. */
const sound = {
  "packages/server/src/kernel/clock.ts": "export const now = () => 0;",
  "packages/server/src/platform/postgres/index.ts": 'export { rows } from "./rows.ts";',
  "packages/server/src/platform/postgres/rows.ts": "export const rows = (sql) => sql`select 1`;",
  "packages/server/src/tenancy/directory/index.ts": 'export { find } from "./store.ts";',
  "packages/server/src/tenancy/directory/store.ts":
    'import { rows } from "../../platform/postgres/index.ts"; export const find = (sql) => [rows, sql`select 2`];',
  "packages/server/src/tenancy/audit/index.ts": 'export { append } from "./append.ts";',
  "packages/server/src/tenancy/audit/append.ts":
    'import { find } from "../directory/index.ts"; import { now } from "../../kernel/clock.ts"; export const append = [find, now];',
  "packages/server/src/tenancy/audit/append.test.ts": 'import { append } from "./append.ts"; append;',
  "packages/server/src/config.ts": "export const port = process.env.HOLDFAST_PORT;",
  "packages/server/src/main.ts":
    'import { append } from "./tenancy/audit/index.ts"; import { port } from "./config.ts"; export { append, port };',
  "packages/contract/src/index.ts": 'import { Type } from "typebox"; export const id = Type.String();',
  "packages/proof/src/index.ts": "export const verify = () => true;",
  "packages/sdk/src/index.ts": 'export { id } from "@holdfast/contract";',
  "packages/cli/src/main.ts": 'import { port } from "@holdfast/server"; port;',
  "test/threats/replay.test.ts": 'import { append } from "../../packages/server/src/tenancy/audit/index.ts"; append;',
};

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "holdfast-architecture-"));
  for (const [path, text] of Object.entries(sound)) plant(path, text);
  for (const name of Object.keys(packages)) {
    const entry = name === "server" ? "main" : "index";
    plant(
      `packages/${name}/package.json`,
      `{"name":"@holdfast/${name}","type":"module","exports":"./src/${entry}.ts"}`,
    );
    link(join(root, "packages", name), `node_modules/@holdfast/${name}`);
  }
  link(join(repository, "node_modules/typebox"), "node_modules/typebox");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function link(target: string, path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

async function violations(): Promise<string[]> {
  return (await checkArchitecture(root)).violations;
}

/** Plants `import "specifier"` in a new file and gives what the check says of it. */
async function violationsOfImport(path: string, specifier: string): Promise<string[]> {
  plant(path, `import { x } from "${specifier}"; export const y = x;`);
  return violations();
}

const server = "packages/server/src";

describe("a checkout that keeps the architecture", () => {
  test("passes, and every file of it was read", async () => {
    expect(await checkArchitecture(root)).toEqual({ files: Object.keys(sound).length, violations: [] });
  });
});

describe("the check fails on", () => {
  test("a wing that imports a later one", async () => {
    expect(await violationsOfImport(`${server}/platform/http/x.ts`, "../../tenancy/audit/index.ts")).toContain(
      `${server}/platform/http/x.ts imports ${server}/tenancy/audit/index.ts: the wing platform stands before tenancy, and may not know it.`,
    );
  });

  test("the kernel importing anything but the kernel", async () => {
    expect(await violationsOfImport(`${server}/kernel/x.ts`, "../platform/postgres/index.ts")).toEqual([
      `${server}/kernel/x.ts imports ${server}/platform/postgres/index.ts: the wing kernel stands before platform, and may not know it.`,
    ]);
  });

  test("a wing that imports the root", async () => {
    expect(await violationsOfImport(`${server}/tenancy/audit/x.ts`, "../../config.ts")).toEqual([
      `${server}/tenancy/audit/x.ts imports ${server}/config.ts: the root wires the wings, they do not know it.`,
    ]);
  });

  test.each([
    [`${server}/tenancy/audit/x.ts`, "../directory/store.ts"],
    [`${server}/people/users/x.ts`, "../../tenancy/directory/store.ts"],
    [`${server}/app.ts`, "./tenancy/directory/store.ts"],
    [`${server}/people/users/x.test.ts`, "../../tenancy/directory/store.ts"],
    ["test/threats/x.test.ts", `../../${server}/tenancy/directory/store.ts`],
  ])("a module that is not entered through its door: %s", async (path, specifier) => {
    expect(await violationsOfImport(path, specifier)).toEqual([
      `${path} imports ${server}/tenancy/directory/store.ts: enter tenancy/directory through its index.ts.`,
    ]);
  });

  test("a module that imports one which graph.ts does not list for it", async () => {
    expect(await violationsOfImport(`${server}/tenancy/revocation/x.ts`, "../directory/index.ts")).toEqual([
      `${server}/tenancy/revocation/x.ts imports ${server}/tenancy/directory/index.ts: graph.ts does not list tenancy/directory among the modules that tenancy/revocation may import.`,
    ]);
  });

  test("a module that graph.ts does not list", async () => {
    plant(`${server}/tenancy/helpers/index.ts`, "export {};");
    expect(await violations()).toEqual([
      "The module tenancy/helpers is not in graph.ts: list it with the modules it may import.",
    ]);
  });

  test("a folder that is no wing, and a file that stands in no module", async () => {
    plant(`${server}/shared/text.ts`, "export {};");
    plant(`${server}/people/text.ts`, "export {};");
    expect(await violations()).toEqual([
      `${server}/people/text.ts stands in no module of its wing.`,
      `${server}/shared is no wing: see graph.ts for those that are.`,
    ]);
  });

  test("files that import each other in a circle", async () => {
    plant(`${server}/tenancy/audit/one.ts`, 'import { two } from "./two.ts"; export const one = two;');
    plant(`${server}/tenancy/audit/two.ts`, 'import { one } from "./one.ts"; export const two = one;');
    expect(await violations()).toEqual([
      `In ${server}/tenancy/audit, one.ts → two.ts → one.ts is a circle: one.ts imports two.ts; two.ts imports one.ts.`,
    ]);
  });

  test("folders that do, though none of their files does", async () => {
    plant(`${server}/tenancy/audit/one/a.ts`, 'import { b } from "../two/b.ts"; export const a = b;');
    plant(`${server}/tenancy/audit/two/b.ts`, "export const b = 1;");
    plant(`${server}/tenancy/audit/two/c.ts`, 'import { d } from "../one/d.ts"; export const c = d;');
    plant(`${server}/tenancy/audit/one/d.ts`, "export const d = 1;");
    expect(await violations()).toEqual([
      `In ${server}/tenancy/audit, one → two → one is a circle: one/a.ts imports two/b.ts; two/c.ts imports one/d.ts.`,
    ]);
  });

  test("a package that imports one of ours that it may not", async () => {
    expect(await violationsOfImport("packages/contract/src/x.ts", "@holdfast/proof")).toEqual([
      "packages/contract/src/x.ts imports @holdfast/proof: the package contract may not.",
    ]);
  });

  test("a package that is entered by a path and not by its name", async () => {
    expect(await violationsOfImport("packages/cli/src/x.ts", "../../proof/src/index.ts")).toEqual([
      "packages/cli/src/x.ts imports ../../proof/src/index.ts: import @holdfast/proof by its name.",
    ]);
  });

  test.each([
    ["packages/proof/src/x.ts", "typebox", "proof may import nothing from npm."],
    ["packages/contract/src/x.ts", "fastify", "contract may import typebox from npm."],
    ["packages/contract/src/x.ts", "node:fs", "contract runs in browsers too."],
  ])("a dependency that its package does not have: %s, %s", async (path, specifier, reason) => {
    expect(await violationsOfImport(path, specifier)).toEqual([`${path} imports ${specifier}: ${reason}`]);
  });

  test("a program that imports what is for tests", async () => {
    plant(`${server}/tenancy/audit/log.fixture.ts`, "export const x = 1;");
    expect(await violationsOfImport(`${server}/tenancy/audit/x.ts`, "./log.fixture.ts")).toEqual([
      `${server}/tenancy/audit/x.ts imports ${server}/tenancy/audit/log.fixture.ts, which is for tests.`,
    ]);
  });

  test("an import that leads nowhere, which no rule could judge", async () => {
    expect(await violationsOfImport(`${server}/tenancy/audit/x.ts`, "./gone.ts")).toEqual([
      `${server}/tenancy/audit/x.ts imports ./gone.ts, which is not there.`,
    ]);
  });

  test("a module that reads the environment", async () => {
    plant(`${server}/tenancy/audit/x.ts`, "export const home = process.env.HOME;");
    expect(await violations()).toEqual([
      `${server}/tenancy/audit/x.ts reads process.env: only config.ts does, which checks every setting.`,
    ]);
  });

  test("SQL outside a store", async () => {
    plant(`${server}/tenancy/audit/x.ts`, "export const x = (scope) =>\n  scope.sql`\n    update events set ${1}`;");
    expect(await violations()).toEqual([
      `${server}/tenancy/audit/x.ts:2 holds SQL: it belongs into the module's store.ts.`,
    ]);
  });

  test("nothing to read", async () => {
    rmSync(join(root, "packages"), { recursive: true });
    rmSync(join(root, "test"), { recursive: true });
    await expect(checkArchitecture(root)).rejects.toThrow("read 0 of 0 source files");
  });
});
