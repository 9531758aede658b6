import { modules } from "./graph.ts";
import { isForTests } from "./layout.ts";
import type { Violation } from "./rules.ts";
import type { SourceFile } from "./source-tree.ts";

/** From a file or folder to those beside it that it imports, each with an example. */
type Graph = Map<string, Map<string, string>>;

/**
 * Cycles between files, and between folders. Each folder's own files and folders are looked at as one graph, in which a
 * folder imports what any file in it imports: `a/x.ts → b/y.ts` and `b/z.ts → a/w.ts` is a cycle of a and b, though none
 * of files. Imports of types alone do not count here, nor do those of tests.
 */
export function findCycles(files: readonly SourceFile[]): Violation[] {
  const levels = new Map<string, Graph>();
  for (const { path, imports } of files.filter(({ path }) => !isForTests(path))) {
    for (const { target, kind, isTypeOnly } of imports) {
      if (kind === "file" && !isTypeOnly && target !== path) addAtTheirLevel(levels, path, target);
    }
  }
  return [...[...levels].flatMap(([folder, graph]) => cyclesIn(folder, graph)), ...cyclesOfListedModules()];
}

/** Adds an import where the two paths part: as one between the files or folders that stand side by side there. */
function addAtTheirLevel(levels: Map<string, Graph>, from: string, to: string): void {
  const [own, other] = [from.split("/"), to.split("/")];
  const depth = own.findIndex((part, index) => part !== other[index]);
  const folder = own.slice(0, depth).join("/");
  const graph = getOrAdd(levels, folder, () => new Map<string, Map<string, string>>());
  const below = (parts: string[]): string => parts.slice(depth).join("/");
  const edges = getOrAdd(graph, own[depth] ?? "", () => new Map<string, string>());
  getOrAdd(edges, other[depth] ?? "", () => `${below(own)} imports ${below(other)}`);
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function cyclesOfListedModules(): Violation[] {
  return Object.entries(modules).flatMap(([wing, listed]) => {
    const edges = ([module, imports]: [string, readonly string[]]) =>
      [module, new Map(imports.map((other) => [other, `${module} may import ${other}`]))] as const;
    return cyclesIn(`graph.ts, wing ${wing}`, new Map(Object.entries(listed).map(edges)));
  });
}

/** A shortest circle through each node that is on one; each circle once. */
function cyclesIn(folder: string, graph: Graph): Violation[] {
  const seen = new Set<string>();
  return [...graph.keys()].flatMap((node) => {
    const circle = seen.has(node) ? null : shortestCircle(graph, node);
    if (circle === null) return [];
    for (const member of circle) seen.add(member);
    const examples = circle.map((from, index) => graph.get(from)?.get(circle[(index + 1) % circle.length] ?? ""));
    return [`In ${folder || "the root"}, ${[...circle, node].join(" → ")} is a circle: ${examples.join("; ")}.`];
  });
}

/** Breadth first from the node back to it; null when no way leads back. */
function shortestCircle(graph: Graph, start: string): string[] | null {
  const ways: string[][] = [[start]];
  const reached = new Set<string>();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) ?? start)?.keys() ?? []) {
      if (next === start) return way;
      if (reached.has(next)) continue;
      reached.add(next);
      ways.push([...way, next]);
    }
  }
  return null;
}
