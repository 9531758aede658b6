import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Secret } from "../../packages/server/src/kernel/secret.ts";
import { mintGuardToken } from "../../packages/server/src/people/feed/index.ts";
import { linksOf } from "../../scripts/documents/markdown.ts";
import { startDeployment } from "../support/deployment.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = readFileSync(join(root, "packages/sdk/README.md"), "utf8");
/** The Node of the machine, as whoever installs the package has it: not the one that comes with this repository. */
const path = (process.env["PATH"] ?? "")
  .split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .join(delimiter);

let folder: string;
let built: string;
let tarball: string;
let product: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-sdk-"));
  built = join(folder, "built");
  await run(process.execPath, [join(root, "scripts/sdk-package/build.ts"), built]);
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: built });
  tarball = join(folder, JSON.parse(stdout)[0].filename);
  product = mkdtempSync(join(folder, "product-"));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd: product, env: { PATH: path } });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the packed package", () => {
  test("depends on nothing, and holds JavaScript with its types alone", () => {
    const manifest = JSON.parse(readFileSync(join(built, "package.json"), "utf8"));
    expect(Object.keys(manifest).filter((name) => /dependencies|scripts/i.test(name))).toEqual([]);
    expect(readdirSync(join(product, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["@holdfast"]);
    const files = readdirSync(built, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const odd = files.filter(({ name }) => !/\.(js|d\.ts)$|^(package\.json|README\.md|LICENSE)$/.test(name));
    expect(odd.map(({ name }) => name)).toEqual([]);
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));
    expect(texts.some((text) => /from "(typebox|@holdfast\/contract)/.test(text))).toBe(false);
  });

  test("is what publint asks of a package", async () => {
    const { messages, pkg } = await publint({ pkgDir: built, pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("has types that every way of importing it finds, by attw", { timeout: 60_000 }, async () => {
    const attw = join(root, "node_modules/.bin/attw");
    const checked = run(attw, [tarball, "--profile", "esm-only", "--format", "ascii", "--no-color"]);
    await expect(checked).resolves.toMatchObject({ stderr: "" });
  });

  test("gives a stranger's compiler the types of routes, refusals and events", { timeout: 60_000 }, async () => {
    cpSync(fileURLToPath(new URL("sdk-package.stranger.mts", import.meta.url)), join(product, "stranger.mts"));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const options = [
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      "--module",
      "nodenext",
      "--target",
      "es2023",
    ];
    const types = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
    const compiled = run(process.execPath, [compiler, ...options, ...types, "stranger.mts"], { cwd: product });
    await expect(compiled).resolves.toEqual({ stdout: "", stderr: "" });
  });

  test("is no larger than its README says", async () => {
    const stated = (what: RegExp): number => Number(what.exec(readme)?.[1]) * 1000;
    expect(statSync(tarball).size).toBeLessThanOrEqual(stated(/whole package is ([\d.]+) kB/));
    for (const [name, what] of [
      ["index.js", /the API \| ([\d.]+) kB/],
      ["guard/index.js", /from memory \| ([\d.]+) kB/],
      ["audit/index.js", /audit logs \| ([\d.]+) kB/],
    ] as const) {
      const size = await sizeAlone(join(built, name));
      expect([name, size <= stated(what)]).toEqual([name, true]);
      expect([name, size > stated(what) * 0.8]).toEqual([name, true]);
    }
  });
});

/** What a bundler makes of one import, minified and compressed. */
async function sizeAlone(input: string): Promise<number> {
  const bundle = await rolldown({ input, platform: "node", external: [/^node:/] });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  return output.reduce((sum, file) => sum + (file.type === "chunk" ? gzipSync(file.code).length : 0), 0);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  server.close();
  await once(server, "close");
  return port;
}

test("the quick start, in an empty folder on the machine's own Node, lets in who signed in until they are revoked", async () => {
  const secret = new Secret("a guard secret of this test, which is long enough");
  const [apiPort, port] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${apiPort}`;
  const holdfast = await startDeployment({ guardSecrets: [secret], publicUrl: url });
  await holdfast.app.listen({ host: "127.0.0.1", port: apiPort });
  const script = join(product, "quick-start.mjs");
  cpSync(join(root, "docs/snippets/quick-start.mjs"), script);
  const { stdout: version } = await run("node", ["--version"], { env: { PATH: path } });
  expect(Number(version.slice(1).split(".")[0])).toBeGreaterThanOrEqual(20);
  const env = { PATH: path, HOLDFAST_URL: url, HOLDFAST_GUARD_TOKEN: mintGuardToken(secret, null), PORT: String(port) };
  const child = spawn("node", [script], { env, cwd: product, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const ask = (token: string) =>
      fetch(`http://127.0.0.1:${port}/`, { headers: { authorization: `Bearer ${token}` } }).catch(() => null);
    const member = await holdfast.account();
    await expect.poll(async () => (await ask(member.token))?.status, { timeout: 10_000 }).toBe(200);
    expect(await (await ask(member.token))?.text()).toBe(`Hello ${member.userId}\n`);
    expect((await ask("made-up"))?.status).toBe(401);
    const end = { method: "DELETE", url: `/v1/sessions/${member.sessionId}`, token: member.token } as const;
    expect((await holdfast.call(end)).statusCode).toBe(200);
    expect((await ask(member.token))?.status).toBe(401);
  } finally {
    child.kill();
    await holdfast.stop();
  }
}, 60_000);

test("the README links to nothing that is not in the package", () => {
  expect(linksOf(readme)).toEqual([]);
});

test("the quick start of the README is the file that runs here", () => {
  const [, block = ""] = readme.split("<!-- snippet: docs/snippets/quick-start.mjs -->\n```js\n");
  expect(block.split("```")[0]).toBe(readFileSync(join(root, "docs/snippets/quick-start.mjs"), "utf8"));
});
