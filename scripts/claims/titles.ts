import ts from "typescript";

/** The title of a `test`, `it` or `describe` in a source file. */
export interface Title {
  readonly text: string;
  readonly line: number;
  /** False inside `.skip` and `.todo`. A condition (`skipIf`, `runIf`) is the test's own affair. */
  readonly runs: boolean;
}

const functions = new Set(["test", "it", "describe"]);
const idle = new Set(["skip", "todo"]);

/** Every title that is written out in a test file; parts that are computed read as `${}`. */
export function titlesIn(file: string, text: string): Title[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const titles: Title[] = [];
  visit(source, true);
  return titles;

  function visit(node: ts.Node, runs: boolean): void {
    const chain = ts.isCallExpression(node) ? chainOf(node.expression) : [];
    const [root = ""] = chain;
    if (!ts.isCallExpression(node) || !functions.has(root)) {
      node.forEachChild((child) => visit(child, runs));
      return;
    }
    const runsHere = runs && !chain.some((name) => idle.has(name));
    const [first] = node.arguments;
    const title = first === undefined ? null : titleOf(first);
    if (title !== null) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      titles.push({ text: title, line: line + 1, runs: runsHere });
    }
    node.forEachChild((child) => visit(child, runsHere));
  }
}

/** The names in `test.skip`, `test.each(table)`, `` test.each`table` `` and `test.concurrent.each(table)`, in order. */
function chainOf(callee: ts.Expression): string[] {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee)) return [...chainOf(callee.expression), callee.name.text];
  if (ts.isCallExpression(callee)) return chainOf(callee.expression);
  if (ts.isTaggedTemplateExpression(callee)) return chainOf(callee.tag);
  return [];
}

function titleOf(argument: ts.Expression): string | null {
  if (ts.isStringLiteralLike(argument)) return argument.text;
  if (!ts.isTemplateExpression(argument)) return null;
  return argument.templateSpans.reduce((text, span) => `${text}\${}${span.literal.text}`, argument.head.text);
}
