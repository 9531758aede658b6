import ts from "typescript";

/** The claims that a control says it measures: `claims: ["C-032", "C-033"]` in an object of a `controls.ts`. */
export interface ControlClaims {
  readonly control: string;
  readonly ids: readonly string[];
  readonly line: number;
}

/** Reads the source rather than running it: a control opens databases and sockets when it is made. */
export function controlClaimsIn(file: string, text: string): ControlClaims[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: ControlClaims[] = [];
  visit(source);
  return found;

  function visit(node: ts.Node): void {
    if (ts.isObjectLiteralExpression(node)) {
      const ids = stringsOf(propertyOf(node, "claims"));
      const control = stringsOf(propertyOf(node, "name"))[0] ?? "unnamed control";
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      if (ids.length > 0) found.push({ control, ids, line: line + 1 });
    }
    node.forEachChild(visit);
  }
}

function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = object.properties
    .filter(ts.isPropertyAssignment)
    .find((candidate) => ts.isIdentifier(candidate.name) && candidate.name.text === name);
  return property?.initializer;
}

/** The strings of `"a"`, `["a", "b"]` and either of them `as const`. */
function stringsOf(value: ts.Expression | undefined): string[] {
  if (value === undefined) return [];
  if (ts.isAsExpression(value)) return stringsOf(value.expression);
  if (ts.isStringLiteralLike(value)) return [value.text];
  return ts.isArrayLiteralExpression(value) ? value.elements.flatMap(stringsOf) : [];
}
