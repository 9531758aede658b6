import ts from "typescript";

/** A type as text that refers to nothing but the language's own library. */
export function writtenOut(checker: ts.TypeChecker, type: ts.Type, indent = ""): string {
  const inner = (part: ts.Type): string => writtenOut(checker, part, `${indent}  `);
  if (type.isUnion()) return unionOf(type.types.map(inner));
  if (type.isIntersection()) return type.types.map((part) => `(${inner(part)})`).join(" & ");
  if (checker.isArrayType(type)) return arrayOf(checker, type, inner);
  if (type.flags & ts.TypeFlags.Object && !isOfLibrary(type)) return objectOf(checker, type, indent);
  return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
}

function unionOf(parts: readonly string[]): string {
  const isBoolean = parts.includes("true") && parts.includes("false");
  const others = isBoolean ? parts.filter((part) => part !== "true" && part !== "false") : parts;
  return [...(isBoolean ? ["boolean"] : []), ...new Set(others)].join(" | ");
}

function arrayOf(checker: ts.TypeChecker, type: ts.Type, inner: (part: ts.Type) => string): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an array type is a reference with one argument
  const [item] = checker.getTypeArguments(type as ts.TypeReference);
  const readonly = type.symbol.name === "ReadonlyArray" ? "readonly " : "";
  return item === undefined ? "unknown[]" : `${readonly}(${inner(item)})[]`;
}

/** What ECMAScript and the web define, such as `Uint8Array`. */
const isOfLibrary = (type: ts.Type): boolean =>
  type.symbol?.declarations?.some((one) => /\/lib\.[\w.]+\.d\.ts$/.test(one.getSourceFile().fileName)) === true &&
  !(type.flags & ts.TypeFlags.Object && isMapped(type));

/** `Record` and `Pick` stand in the library, and what they come to does not. */
const isMapped = (type: ts.Type): boolean =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every type of these flags has these
  ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Mapped) !== 0;

function objectOf(checker: ts.TypeChecker, type: ts.Type, indent: string): string {
  if (type.getCallSignatures().length > 0) throw new Error("the contract has functions in its types");
  const lines = [
    ...checker.getIndexInfosOfType(type).map(({ keyType, type: value }) => {
      return `[name: ${checker.typeToString(keyType)}]: ${writtenOut(checker, value, `${indent}  `)};`;
    }),
    ...checker.getPropertiesOfType(type).map((property) => propertyOf(checker, property, indent)),
  ];
  if (lines.length === 0) return "{}";
  return `{\n${lines.map((line) => `${indent}  ${line}\n`).join("")}${indent}}`;
}

function propertyOf(checker: ts.TypeChecker, property: ts.Symbol, indent: string): string {
  const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
  const type = checker.getTypeOfSymbol(property);
  const text = writtenOut(checker, isOptional ? withoutUndefined(checker, type) : type, `${indent}  `);
  const name = /^[A-Za-z_]\w*$/.test(property.name) ? property.name : JSON.stringify(property.name);
  return `readonly ${name}${isOptional ? "?" : ""}: ${text};`;
}

/** `null` stays, which is a value that the API gives. */
const withoutUndefined = (checker: ts.TypeChecker, type: ts.Type): ts.Type =>
  type.isUnion() && type.types.some(({ flags }) => flags & ts.TypeFlags.Null) ? type : checker.getNonNullableType(type);
