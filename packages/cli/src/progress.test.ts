import { describe, expect, test } from "vitest";

import { createProgress } from "./progress.ts";
import { createTestShell } from "./testing/test-shell.ts";

const start = "\r\x1b[K";

describe("the progress of long work", () => {
  test("is one line that is written over, and gone when the work is done", () => {
    const shell = createTestShell({ isInteractive: true });
    const progress = createProgress(shell);
    progress.report("exporting entries", 50, 200);
    progress.report("exporting entries", 200, 200);
    progress.clear();
    expect(shell.written).toEqual({
      out: "",
      err: `${start}${"█".repeat(5)}${"░".repeat(15)}  25 %  exporting entries${start}${"█".repeat(20)} 100 %  exporting entries${start}`,
    });
  });

  test("is a count where nobody knows how much there is to do", () => {
    const shell = createTestShell({ isInteractive: true });
    createProgress(shell).report("accounts", 1200, 0);
    expect(shell.written.err).toBe(`${start}accounts  1,200`);
  });

  test("never wraps: the rest of a line could not be written over", () => {
    const shell = createTestShell({ isInteractive: true });
    for (const total of [0, 3]) createProgress(shell).report("x".repeat(300), 3, total);
    const lines = shell.written.err.split(start).slice(1);
    expect(lines.map((line) => line.length)).toEqual([shell.columns - 1, shell.columns - 1]);
  });

  test("is nothing where a program reads along", () => {
    const shell = createTestShell();
    createProgress(shell).report("exporting entries", 50, 200);
    expect(shell.written.err).toBe("");
  });
});
