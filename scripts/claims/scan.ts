import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { controlClaimsIn } from "./control-claims.ts";
import { idsIn, type Mention, type Stray, straysIn } from "./mention.ts";
import { titlesIn } from "./titles.ts";

export interface Scan {
  readonly mentions: readonly Mention[];
  readonly strays: readonly Stray[];
  readonly files: number;
}

const roots = "{packages,scripts,test,bench,examples}";
/** Tests, and the suites of ports (`x.contract.ts`), which tests run once per implementation. */
const testFiles = [`${roots}/**/*.test.{ts,tsx}`, `${roots}/**/*.contract.ts`];
const controlFiles = ["packages/*/src/**/controls.ts"];

/** Reads every test title and every control of a checkout. */
export function scan(root: string): Scan {
  const tests = sources(root, testFiles);
  const controls = sources(root, controlFiles);
  const titles = tests.flatMap(({ file, text }) => titlesIn(file, text).map((title) => ({ ...title, file })));
  return {
    mentions: [
      ...titles.flatMap(({ text, file, line, runs }) =>
        idsIn(text).map((id): Mention => ({ id, by: "test", title: text, file, line, runs })),
      ),
      ...controls.flatMap(({ file, text }) => controlMentions(file, text)),
    ],
    strays: titles.flatMap(({ text, file, line }) => straysIn(text).map((stray) => ({ text: stray, file, line }))),
    files: tests.length + controls.length,
  };
}

const controlMentions = (file: string, text: string): Mention[] =>
  controlClaimsIn(file, text).flatMap(({ control, ids, line }) =>
    ids.map((id): Mention => ({ id, by: "control", title: control, file, line, runs: true })),
  );

function sources(root: string, patterns: readonly string[]): { file: string; text: string }[] {
  const isOurs = (file: string) => !file.includes("node_modules") && !file.includes("dist");
  const files = globSync([...patterns], { cwd: root, exclude: (name) => !isOurs(name) });
  return files.sort().map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
}
