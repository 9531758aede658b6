/**
 * Makes the package that is published: JavaScript and declarations, for Node 20 and browsers, which do not run TypeScript,
 * with what it needs of the contract inside. Inside this repository nothing is built; `exports` points at the sources.
 *
 *   npm run build -w @holdfast/sdk [-- folder]     default: packages/sdk/dist
 */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { writeDeclarations } from "./declarations.ts";
import { writeModules } from "./modules.ts";

interface Manifest {
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: { readonly "#primitives": { readonly node: string; readonly default: string } };
  readonly scripts?: unknown;
  readonly dependencies?: unknown;
}

const home = fileURLToPath(new URL("../../packages/sdk", import.meta.url));
const out = resolve(process.argv[2] ?? join(home, "dist"));

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own package.json
const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as Manifest;
const { exports, imports, scripts: _scripts, dependencies: _bundled, ...rest } = manifest;
const { node, default: portable } = imports["#primitives"];

rmSync(out, { recursive: true, force: true });
await writeModules({ home, out, sources: [...Object.values(exports), node, portable] });
writeDeclarations({ home, out, sources: Object.values(exports) });
writeFileSync(join(out, "package.json"), `${JSON.stringify(publishedManifest(), null, 2)}\n`);
copyFileSync(join(home, "README.md"), join(out, "README.md"));
copyFileSync(join(home, "../../LICENSE"), join(out, "LICENSE"));

function publishedManifest(): object {
  const entries = Object.entries(exports).map(([name, source]): [string, object] => {
    return [name, { types: built(source, ".d.ts"), default: built(source, ".js") }];
  });
  return {
    ...rest,
    engines: { node: ">=20.12" },
    exports: { ...Object.fromEntries(entries), "./package.json": "./package.json" },
    imports: { "#primitives": { node: built(node, ".js"), default: built(portable, ".js") } },
  };
}

function built(source: string, extension: string): string {
  return source.replace("./src/", "./").replace(/\.ts$/, extension);
}
