import { styleText } from "node:util";

import type { Shell } from "./shell.ts";

type Style = Parameters<typeof styleText>[0];

/** Text in a style where the shell shows styles. */
export const styled = ({ hasColours }: Shell, style: Style, text: string): string =>
  hasColours ? styleText(style, text, { validateStream: false }) : text;

/** Rows in aligned columns. The last column is as long as it is. */
export function table(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + gap)))
      .join("")
      .trimEnd(),
  );
}

export const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

const countFormat = new Intl.NumberFormat("en-US");
export const formatCount = (value: number): string => countFormat.format(value);

/** `1 entry`, `1,234 entries`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${formatCount(value)} ${value === 1 ? one : many}`;

/** `2026-03-01 12:00 UTC`. */
export const formatTime = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** `45 s`, `2 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
