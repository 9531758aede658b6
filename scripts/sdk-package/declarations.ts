import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import ts from "typescript";

import type { BuildPlan } from "./modules.ts";
import { writtenOut } from "./written-out.ts";

const contract = /"@holdfast\/contract(?:\/\w+)?"/g;
const importsOf = /import (?:type )?\{([^}]*)\} from "@holdfast\/contract(?:\/\w+)?"/g;

/**
 * Writes the declarations of the sources and of what they import. Types of the contract are written out in full into one
 * file of their own: whoever uses the package needs neither the contract nor the library that its schemas are made with.
 */
export function writeDeclarations({ home, out, sources }: BuildPlan): void {
  const program = ts.createProgram({
    rootNames: [...sources.map((source) => join(home, source)), contractDoor()],
    options: compilerOptions(home),
  });
  const names = new Set<string>();
  for (const [path, text] of declarationsOf(program, join(home, "src"))) {
    for (const [, list = ""] of text.matchAll(importsOf)) for (const name of list.split(",")) names.add(nameIn(name));
    const file = join(out, relative(join(home, "src"), path));
    mkdirSync(dirname(file), { recursive: true });
    const door = `"${relative(dirname(file), join(out, "contract.js")).replace(/^(?!\.)/, "./")}"`;
    writeFileSync(file, text.replaceAll(contract, door).replaceAll(/(from |import\()"(\.[^"]*)\.ts"/g, '$1"$2.js"'));
  }
  writeFileSync(join(out, "contract.d.ts"), contractTypes(program, [...names].toSorted()));
}

const contractDoor = (): string => resolve(import.meta.dirname, "../../packages/contract/src/index.ts");

/** `type A` and `A as B` of a list of imports. */
const nameIn = (item: string): string =>
  item
    .trim()
    .replace(/^type /, "")
    .split(" as ")[0] ?? "";

function compilerOptions(home: string): ts.CompilerOptions {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} };
  const path = join(home, "../../tsconfig.json");
  const parsed = ts.getParsedCommandLineOfConfigFile(path, {}, host);
  if (parsed === undefined) throw new Error(`${path} cannot be read`);
  const { options } = parsed;
  return { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true };
}

/** The declarations of the modules in `folder` that the program has come to, by the path that each would be written to. */
function declarationsOf(program: ts.Program, folder: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const source of program.getSourceFiles()) {
    if (!resolve(source.fileName).startsWith(folder)) continue;
    program.emit(source, (path, text) => texts.set(resolve(path), text), undefined, true);
  }
  if (texts.size === 0) throw new Error("the compiler has written no declarations");
  return texts;
}

function contractTypes(program: ts.Program, names: readonly string[]): string {
  const checker = program.getTypeChecker();
  const door = program.getSourceFile(contractDoor());
  const symbol = door === undefined ? undefined : checker.getSymbolAtLocation(door);
  if (symbol === undefined) throw new Error("the compiler does not find the contract");
  const exported = new Map(checker.getExportsOfModule(symbol).map((one) => [one.name, one]));
  const lines = names.map((name) => {
    const found = exported.get(name);
    if (found === undefined) throw new Error(`the contract has no ${name}`);
    const target = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
    return `export type ${name} = ${writtenOut(checker, checker.getDeclaredTypeOfSymbol(target))};\n`;
  });
  return lines.join("");
}
