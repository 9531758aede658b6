import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

import { isForTests, isServer, placeOf } from "./layout.ts";
import type { Violation } from "./rules.ts";
import type { SourceFile } from "./source-tree.ts";

/** What the server's files may not say, wherever it is imported from. */
export function checkTexts(root: string, files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path }) => {
    if (!isServer(placeOf(path)) || isForTests(path)) return [];
    const text = readFileSync(join(root, path), "utf8");
    return [...checkEnvironment(path, text), ...checkSql(path, text)];
  });
}

function checkEnvironment(path: string, text: string): Violation[] {
  if (path === "packages/server/src/config.ts" || !/\bprocess\s*\.\s*env\b/.test(text)) return [];
  return [`${path} reads process.env: only config.ts does, which checks every setting.`];
}

const mayHoldSql = (path: string): boolean =>
  /[/-]store\.ts$/.test(path) || path.startsWith("packages/server/src/platform/postgres/");

function checkSql(path: string, text: string): Violation[] {
  if (mayHoldSql(path) || !text.includes("`")) return [];
  return linesOfSql(text).map((line) => `${path}:${line} holds SQL: it belongs into the module's store.ts.`);
}

const sqlStart =
  /^\s*(select|insert|update|delete|merge|with|values|create|alter|drop|truncate|grant|revoke|begin|commit|rollback|savepoint|set|lock|listen|notify|copy|do|call|vacuum|analyze)\b/i;

/** Lines with a tagged template that starts as a statement of SQL does. */
function linesOfSql(text: string): number[] {
  const source = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, false);
  const lines: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && sqlStart.test(startOf(node.template))) {
      lines.push(source.getLineAndCharacterOfPosition(node.template.getStart(source)).line + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lines;
}

function startOf(template: ts.TemplateLiteral): string {
  return ts.isNoSubstitutionTemplateLiteral(template) ? template.text : template.head.text;
}
