import { globSync } from "node:fs";
import { cruise, type IDependency, type IModule } from "dependency-cruiser";

/** A source file and what it imports. */
export interface SourceFile {
  /** From the root of the checkout. */
  readonly path: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** As the source has it. */
  readonly specifier: string;
  /** A file of ours from the root of the checkout, else the name of a package or of one of Node's own modules. */
  readonly target: string;
  readonly kind: "file" | "package" | "node" | "unresolved";
  /** Gone when the program runs. */
  readonly isTypeOnly: boolean;
}

const folders = ["packages/*/src", "scripts", "test", "bench/src", "examples/*/{src,demo,web}"];

/**
 * Reads every TypeScript file of the checkout and its imports.
 *
 * @throws when a file on disk was not read: rules that do not see a file pass it
 */
export async function readSourceTree(root: string): Promise<SourceFile[]> {
  const { output } = await cruise(
    globSync(folders, { cwd: root }),
    // Types too: to know another module's types is to depend on it.
    { baseDir: root, doNotFollow: { path: "node_modules" }, tsPreCompilationDeps: true, moduleSystems: ["es6"] },
    { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  );
  if (typeof output === "string") throw new TypeError("dependency-cruiser gave a report instead of modules");

  const files = output.modules.filter(({ source }) => isSource(source)).map(describe);
  assertAllRead(sourcesOnDisk(root), files);
  return files;
}

const isSource = (path: string): boolean => /\.tsx?$/.test(path) && !path.includes("node_modules/");

function sourcesOnDisk(root: string): string[] {
  return globSync(
    folders.map((folder) => `${folder}/**/*.{ts,tsx}`),
    { cwd: root },
  ).filter(isSource);
}

/** With a TypeScript that it cannot use, dependency-cruiser reads nothing and is content. */
function assertAllRead(onDisk: readonly string[], files: readonly SourceFile[]): void {
  const read = new Set(files.map(({ path }) => path));
  const unread = onDisk.filter((path) => !read.has(path));
  if (onDisk.length > 0 && unread.length === 0) return;
  throw new Error(
    `dependency-cruiser read ${read.size} of ${onDisk.length} source files, not ${unread.slice(0, 3).join(", ")}. ` +
      "It needs a `typescript` with a JavaScript API (6.x) in node_modules.",
  );
}

function describe({ source, dependencies }: IModule): SourceFile {
  return { path: source, imports: dependencies.map(describeImport) };
}

function describeImport(dependency: IDependency): Import {
  const { module: specifier, resolved, dependencyTypes, couldNotResolve } = dependency;
  const isTypeOnly = dependencyTypes.includes("type-only");
  if (dependencyTypes.includes("core"))
    return { specifier: `node:${resolved}`, target: resolved, kind: "node", isTypeOnly };
  if (!couldNotResolve && !resolved.includes("node_modules/"))
    return { specifier, target: resolved, kind: "file", isTypeOnly };

  const isOurs = specifier.startsWith(".") || specifier.startsWith("@holdfast/");
  return { specifier, target: packageOf(specifier), kind: isOurs ? "unresolved" : "package", isTypeOnly };
}

/** `@scope/name/deep/file` belongs to `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
