import { modules, packages } from "./graph.ts";
import {
  isDoor,
  isForTests,
  isSameModule,
  isServer,
  isServerRoot,
  isWing,
  nameOf,
  orderOf,
  type Place,
  placeOf,
} from "./layout.ts";
import type { Import, SourceFile } from "./source-tree.ts";

/** A sentence that says which file breaks which rule, and what would keep it. */
export type Violation = string;

/** A rule sees one import at a time. Null when it holds. */
type ImportRule = (edge: Edge) => Violation | null;

interface Edge {
  readonly file: SourceFile;
  readonly imported: Import;
  readonly from: Place;
  readonly to: Place;
}

export function checkImports(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const from = placeOf(file.path);
    return file.imports.flatMap((imported) => {
      const to = imported.kind === "file" ? placeOf(imported.target) : from;
      return importRules.flatMap((rule) => rule({ file, imported, from, to }) ?? []);
    });
  });
}

export function checkPlaces(files: readonly SourceFile[]): Violation[] {
  const unlisted = new Set<Violation>();
  for (const { path } of files) {
    const place = placeOf(path);
    const fault = isServer(place) ? faultOfPlace(path, place) : null;
    if (fault !== null) unlisted.add(fault);
  }
  return [...unlisted];
}

function faultOfPlace(path: string, place: Place): Violation | null {
  if (place.wing === null) return null;
  if (!isWing(place.wing)) return `packages/server/src/${place.wing} is no wing: see graph.ts for those that are.`;
  if (place.wing === "kernel") return null;
  if (place.module === null) return `${path} stands in no module of its wing.`;
  if (place.module in modules[place.wing]) return null;
  return `The module ${nameOf(place)} is not in graph.ts: list it with the modules it may import.`;
}

const resolves: ImportRule = ({ file, imported }) =>
  imported.kind === "unresolved" ? `${file.path} imports ${imported.specifier}, which is not there.` : null;

const keepsWingOrder: ImportRule = ({ file, imported, from, to }) => {
  if (!isServer(from) || !isServer(to) || isServerRoot(from)) return null;
  if (isServerRoot(to))
    return `${file.path} imports ${imported.target}: the root wires the wings, they do not know it.`;
  const [own, other] = [orderOf(from.wing), orderOf(to.wing)];
  if (own === null || other === null || other <= own) return null;
  return `${file.path} imports ${imported.target}: the wing ${from.wing} stands before ${to.wing}, and may not know it.`;
};

const entersThroughDoors: ImportRule = ({ file, imported, from, to }) => {
  if (imported.kind !== "file" || !isServer(to) || isSameModule(from, to) || isDoor(imported.target, to)) return null;
  return `${file.path} imports ${imported.target}: enter ${nameOf(to)} through its index.ts.`;
};

const isListed: ImportRule = ({ file, imported, from, to }) => {
  if (!isServer(from) || !isServer(to) || from.wing !== to.wing || isSameModule(from, to)) return null;
  if (from.wing === null || from.module === null || to.module === null || !isWing(from.wing)) return null;
  if (modules[from.wing][from.module]?.includes(to.module) !== false) return null;
  return `${file.path} imports ${imported.target}: graph.ts does not list ${nameOf(to)} among the modules that ${nameOf(from)} may import.`;
};

const keepsPackages: ImportRule = ({ file, imported, from, to }) => {
  if (imported.kind !== "file" || from.package === null || to.package === null || to.package === from.package)
    return null;
  if (to.package === null)
    return isForTests(file.path) ? null : `${file.path} imports ${imported.target}, which is for tests.`;
  if (imported.specifier.startsWith("."))
    return `${file.path} imports ${imported.specifier}: import @holdfast/${to.package} by its name.`;
  if (packages[from.package]?.ours.includes(to.package) === true) return null;
  return `${file.path} imports @holdfast/${to.package}: the package ${from.package} may not.`;
};

const leavesTestsAlone: ImportRule = ({ file, imported }) => {
  if (imported.kind !== "file" || isForTests(file.path) || !isForTests(imported.target)) return null;
  return `${file.path} imports ${imported.target}, which is for tests.`;
};

const keepsDependencies: ImportRule = ({ file, imported, from }) => {
  const rule = from.package === null ? undefined : packages[from.package];
  if (rule === undefined || isForTests(file.path)) return null;
  if (imported.kind === "node" && rule.inBrowsers)
    return `${file.path} imports ${imported.specifier}: ${from.package} runs in browsers too.`;
  if (imported.kind !== "package" || rule.npm === null || rule.npm.includes(imported.target)) return null;
  return `${file.path} imports ${imported.target}: ${from.package} may import ${rule.npm.join(", ") || "nothing"} from npm.`;
};

const importRules = [
  resolves,
  keepsWingOrder,
  entersThroughDoors,
  isListed,
  keepsPackages,
  leavesTestsAlone,
  keepsDependencies,
];
