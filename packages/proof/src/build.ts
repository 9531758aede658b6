/**
 * Makes the package that is published: JavaScript and declarations, for Node 20 and browsers, which do not run
 * TypeScript. Inside this repository nothing is built; `exports` points at the sources.
 *
 *   node src/build.ts [folder]     default: dist
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

interface Manifest {
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: { readonly "#primitives": { readonly node: string; readonly default: string } };
  readonly scripts?: unknown;
}

const home = fileURLToPath(new URL("..", import.meta.url));
const out = resolve(process.argv[2] ?? join(home, "dist"));

compile();
writeFileSync(join(out, "package.json"), `${JSON.stringify(publishedManifest(), null, 2)}\n`);
copyFileSync(join(home, "README.md"), join(out, "README.md"));

function compile(): void {
  const compiler = join(fileURLToPath(import.meta.resolve("ts7/package.json")), "../bin/tsc");
  rmSync(out, { recursive: true, force: true });
  execFileSync(process.execPath, [compiler, "-p", join(home, "tsconfig.build.json"), "--outDir", out], {
    stdio: "inherit",
  });
}

function publishedManifest(): object {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own package.json
  const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as Manifest;
  const { exports, imports, scripts: _scripts, ...rest } = manifest;
  const entries = Object.entries(exports).map(([name, source]): [string, object] => {
    return [name, { types: built(source, ".d.ts"), default: built(source, ".js") }];
  });
  const { node, default: portable } = imports["#primitives"];
  return {
    ...rest,
    exports: Object.fromEntries(entries),
    imports: { "#primitives": { node: built(node, ".js"), default: built(portable, ".js") } },
  };
}

function built(source: string, extension: string): string {
  return source.replace("./src/", "./").replace(/\.ts$/, extension);
}
