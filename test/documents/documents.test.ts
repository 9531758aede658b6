import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { buildProgram } from "../../packages/cli/src/program.ts";
import type { Shell } from "../../packages/cli/src/shell.ts";
import manifest from "../../package.json" with { type: "json" };
import { settingSpecs } from "../../packages/server/src/config-settings.ts";
import { claimDocument } from "../../scripts/claims/claims.ts";
import { anchorsOf, codeBlocksOf, inlineCodeOf, linksOf, sectionOf } from "../../scripts/documents/markdown.ts";
import { policyTable } from "../../scripts/documents/policy-table.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const documents = globSync(["*.md", "docs/**/*.md", "packages/*/*.md", "examples/*/*.md", "deploy/*.md"], {
  cwd: root,
}).map((file) => ({
  file,
  text: read(file),
}));

/** Every fault as `file: what`, so that one run names all of them. */
const faults = (of: (document: { file: string; text: string }) => string[]): string[] =>
  documents.flatMap((document) => of(document).map((what) => `${document.file}: ${what}`));

/** Everything that is set as code, a line each. */
const codeOf = (text: string): string =>
  [...codeBlocksOf(text).map((block) => block.text.trimEnd()), ...inlineCodeOf(text)].join("\n");

const deafShell: Shell = {
  env: {},
  out: () => {},
  err: () => {},
  isInteractive: false,
  canAsk: false,
  hasColours: false,
  columns: 100,
  onStop: () => () => {},
  exit: () => {
    throw new Error("nothing runs here");
  },
};

/** Words that name no command, and options that the command does not take. */
function unknownIn(command: ReturnType<typeof buildProgram>, [word = "", ...rest]: readonly string[]): string[] {
  const next = command.commands.find((candidate) => candidate.name() === word);
  if (next !== undefined) return unknownIn(next, rest);
  const words = [word, ...rest].filter((text) => text !== "");
  if (command.commands.length > 0) return words.length === 0 ? [] : [`${command.name()} ${words.join(" ")}`];
  const options = words.filter((text) => text.startsWith("--"));
  return options.filter((option) => !command.options.some(({ long }) => long === option));
}

test("the documents are found", () => {
  expect(documents.map(({ file }) => file)).toEqual(
    expect.arrayContaining([
      "README.md",
      "SECURITY.md",
      "docs/threat-model.md",
      "docs/decisions/0001-contract-as-data.md",
    ]),
  );
});

describe("every document", () => {
  test("links only to files and headings that exist", () => {
    const isThere = (from: string, link: string): boolean => {
      const [path = "", anchor] = link.split("#");
      const file = path === "" ? from : relative(root, join(root, dirname(from), path));
      if (!existsSync(join(root, file))) return false;
      return anchor === undefined || anchorsOf(read(file)).includes(anchor);
    };
    expect(faults(({ file, text }) => linksOf(text).filter((link) => !isThere(file, link)))).toEqual([]);
  });

  test("names only npm scripts that exist", () => {
    const known = new Set([...Object.keys(manifest.scripts), "ci", "init", "install", "pack"]);
    const named = (text: string): string[] =>
      [...text.matchAll(/\bnpm (?:run )?(?:--silent )?([a-z-]+)/g)].flatMap(([, name]) => name ?? []);
    expect(faults(({ text }) => named(codeOf(text)).filter((name) => !known.has(name) && name !== "run"))).toEqual([]);
  });

  test("names only commands and options that the command line has", () => {
    const program = buildProgram(deafShell, { result: null });
    const named = (text: string): string[] =>
      [...`${codeOf(text)}\n`.matchAll(/holdfast -- (.+)\n/g)].flatMap(([, words]) => words ?? []);
    expect(named(read("README.md")).length).toBeGreaterThan(5);
    expect(faults(({ text }) => named(text).flatMap((words) => unknownIn(program, words.split(" "))))).toEqual([]);
  });

  test("names only settings that the server reads, and the two of applications that stand on it", () => {
    const isKnown = (name: string): boolean =>
      ["HOLDFAST_URL", "HOLDFAST_GUARD_TOKEN"].includes(name) ||
      Object.hasOwn(settingSpecs, name.replace(/_FILE$/, "")) ||
      /^HOLDFAST_REGION_[A-Z_]+_DATABASE(?:_OWNER)?_URL$/.test(name);
    const named = (text: string): string[] => text.match(/\bHOLDFAST_[A-Z_]*[A-Z]/g) ?? [];
    expect(faults(({ text }) => named(text).filter((name) => !isKnown(name)))).toEqual([]);
  });

  test("names only source files and tests that exist", () => {
    const isPath = (code: string): boolean =>
      /^(?:packages|test|scripts|docs|bench|examples|deploy)\/[\w./-]+$/.test(code);
    expect(
      faults(({ text }) => inlineCodeOf(text).filter((code) => isPath(code) && !existsSync(join(root, code)))),
    ).toEqual([]);
  });

  test("names only titles that the test beside them has", () => {
    const stated = (text: string): [string, string][] =>
      [...text.matchAll(/`((?:packages|test|scripts)\/\S+\.(?:test|contract)\.tsx?)`: "([^"]+)"/g)].map(
        ([, file = "", title = ""]) => [file, title],
      );
    const isIn = ([file, title]: [string, string]): boolean =>
      existsSync(join(root, file)) && read(file).includes(title);
    expect(stated(read("docs/threat-model.md")).length).toBeGreaterThan(15);
    expect(
      faults(({ text }) =>
        stated(text)
          .filter((pair) => !isIn(pair))
          .map(([file, title]) => `${file} has no test "${title}"`),
      ),
    ).toEqual([]);
  });

  test("names only claims and rows that exist", () => {
    const known = new Set([
      ...claimDocument.claims.map(({ id }) => id),
      ...claimDocument.settings.map(({ row }) => row),
    ]);
    const named = (text: string): string[] => text.match(/\b[CD]-\d{2,3}\b/g) ?? [];
    expect(faults(({ text }) => named(text).filter((id) => !known.has(id)))).toEqual([]);
  });

  test("shows code of a file exactly as the file has it", () => {
    const differing = (text: string): string[] =>
      codeBlocksOf(text).flatMap(({ source, text: code }) =>
        source !== null && read(source) !== code ? [`${source} reads otherwise`] : [],
      );
    expect(faults(({ text }) => differing(text))).toEqual([]);
  });
});

test("the README shows a file that is compiled and run", () => {
  expect(codeBlocksOf(read("README.md")).map(({ source }) => source)).toContain("docs/snippets/sdk.ts");
});

test("the policy table is the contract's; replace it by what was expected here", () => {
  expect(sectionOf(read("docs/policy.md"), "policy-table")).toBe(policyTable());
});

test("decisions are numbered without a gap, and each says its status and its code", () => {
  const decisions = documents.filter(({ file }) => file.startsWith("docs/decisions/"));
  const numbers = decisions.map(({ file }) => Number(/(\d{4})-[a-z0-9-]+\.md$/.exec(file)?.[1])).sort((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  expect(
    decisions.filter(({ file, text }) => {
      const number = Number(/(\d{4})-/.exec(file)?.[1]);
      return !text.startsWith(`# ${number}. `) || !/^Status: .+ Code: /m.test(text);
    }),
  ).toEqual([]);
});

test("every requirement of ASVS 5.0, chapters V6 and V7, stands in its table once", () => {
  const counts = { 6: [3, 12, 8, 6, 8, 4, 2, 4], 7: [3, 4, 2, 5, 3, 2] };
  const wanted = Object.entries(counts).flatMap(([chapter, sections]) =>
    sections.flatMap((count, section) => Array.from({ length: count }, (_, n) => `${chapter}.${section + 1}.${n + 1}`)),
  );
  const rows = [...read("docs/asvs.md").matchAll(/^\| (\d\.\d\.\d+) \| [123] \| .+ \| (.+) \|$/gm)];
  expect(rows.map(([, id]) => id)).toEqual(wanted);
});
