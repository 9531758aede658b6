import { join } from "node:path";

import { type Plugin, rolldown } from "rolldown";

import { routeTable } from "../../packages/sdk/src/route-table.ts";

export interface BuildPlan {
  readonly home: string;
  readonly out: string;
  /** Sources of the modules that are imported from outside, from `home`. */
  readonly sources: readonly string[];
}

/** Bundles each source, and what several of them share once. The contract comes in, and none of its schemas. */
export async function writeModules({ home, out, sources }: BuildPlan): Promise<void> {
  const input = Object.fromEntries(
    sources.map((source) => [source.replace("./src/", "").replace(/\.ts$/, ""), join(home, source)]),
  );
  const bundle = await rolldown({
    input,
    platform: "neutral",
    external: [/^node:/, "#primitives"],
    plugins: [routesAsData],
  });
  const { output } = await bundle.write({
    dir: out,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name].js",
  });
  await bundle.close();
  const schemas = output.flatMap((file) =>
    file.type === "chunk" ? Object.keys(file.modules).filter((id) => id.includes("/typebox/")) : [],
  );
  if (schemas.length > 0) throw new Error(`schemas came into the package: ${schemas[0]}`);
}

/** In place of the module that reads the routes from their schemas: what it comes to. */
const routesAsData: Plugin = {
  name: "routes-as-data",
  load(id) {
    if (!id.endsWith("/route-table.ts")) return null;
    return { code: `export const routeTable = new Map(${JSON.stringify([...routeTable])});`, moduleType: "js" };
  },
};
