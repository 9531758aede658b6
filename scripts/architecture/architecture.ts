import { findCycles } from "./cycles.ts";
import { checkImports, checkPlaces, type Violation } from "./rules.ts";
import { checkTexts } from "./source-text.ts";
import { readSourceTree } from "./source-tree.ts";

/** Holds the sources of a checkout against graph.ts. */
export async function checkArchitecture(root: string): Promise<{ files: number; violations: Violation[] }> {
  const files = await readSourceTree(root);
  const violations = [...checkPlaces(files), ...checkImports(files), ...findCycles(files), ...checkTexts(root, files)];
  return { files: files.length, violations: [...new Set(violations)].toSorted() };
}
