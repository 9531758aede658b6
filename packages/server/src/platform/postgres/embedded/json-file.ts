import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** Writes a file whole or not at all. */
export function writeJson(path: string, content: Readonly<Record<string, string | number>>): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** @returns null when the file is missing or broken */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** The text in a field of something that was read; empty if it has none. */
export function textIn(content: unknown, field: string): string {
  const value = valueIn(content, field);
  return typeof value === "string" ? value : "";
}

export function numberIn(content: unknown, field: string): number | null {
  const value = valueIn(content, field);
  return typeof value === "number" ? value : null;
}

function valueIn(content: unknown, field: string): unknown {
  if (typeof content !== "object" || content === null) return undefined;
  return Object.entries(content).find(([name]) => name === field)?.[1];
}
