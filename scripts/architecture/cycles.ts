import { modules } from "./graph.ts";
import { isForTests } from "./layout.ts";
import type { Violation } from "./rules.ts";
import type { SourceFile } from "./source-tree.ts";

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Cycles between files, and between folders. Each folder's own files and folders are looked at as one graph, in which a
 * folder imports what any file in it imports: `a/x.ts → b/y.ts` and `b/z.ts → a/w.ts` is a cycle of a and b, though none
 * of files. Imports of types alone do not count here, nor do those of tests.
 */
export function findCycles(files: readonly SourceFile[]): Violation[] {
  const levels = new Map<string, Map<string, Set<string>>>();
  for (const { path, imports } of files.filter(({ path }) => !isForTests(path))) {
    for (const { target, kind, isTypeOnly } of imports) {
      if (kind === "file" && !isTypeOnly && target !== path) addAtTheirLevel(levels, path, target);
    }
  }
  const cycles = [...levels].flatMap(([folder, graph]) =>
    stronglyConnected(graph).map((members) => describe(folder, members)),
  );
  return [...cycles, ...cyclesOfListedModules()];
}

/** Adds an import where the two paths part: as one between the files or folders that stand side by side there. */
function addAtTheirLevel(levels: Map<string, Map<string, Set<string>>>, from: string, to: string): void {
  const [own, other] = [from.split("/"), to.split("/")];
  const depth = own.findIndex((part, index) => part !== other[index]);
  const folder = own.slice(0, depth).join("/");
  const [source = "", target = ""] = [own[depth], other[depth]];
  const graph = getOrAdd(levels, folder, () => new Map<string, Set<string>>());
  getOrAdd(graph, source, () => new Set<string>()).add(target);
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function describe(folder: string, members: readonly string[]): Violation {
  return `In ${folder === "" ? "the root" : folder}: ${members.toSorted().join(", ")} import each other in a circle.`;
}

function cyclesOfListedModules(): Violation[] {
  return Object.entries(modules).flatMap(([wing, listed]) => {
    const graph = new Map(Object.entries(listed).map(([module, imports]) => [module, new Set(imports)]));
    return stronglyConnected(graph).map((members) => describe(`graph.ts, wing ${wing}`, members));
  });
}

/** Tarjan's algorithm: the groups of more than one node in which each leads to each. */
function stronglyConnected(graph: Graph): string[][] {
  const found: string[][] = [];
  const numbers = new Map<string, number>();
  const stack: string[] = [];

  /** Gives the lowest number of a node on the stack that this one leads to. */
  const visit = (node: string): number => {
    const number = numbers.size;
    numbers.set(node, number);
    stack.push(node);
    let lowest = number;
    for (const next of graph.get(node) ?? []) {
      if (!numbers.has(next)) lowest = Math.min(lowest, visit(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, numbers.get(next) ?? number);
    }
    if (lowest === number) {
      const group = stack.splice(stack.indexOf(node));
      if (group.length > 1) found.push(group);
    }
    return lowest;
  };

  for (const node of graph.keys()) if (!numbers.has(node)) visit(node);
  return found;
}
