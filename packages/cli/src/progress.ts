import type { Shell } from "./shell.ts";
import { formatCount, styled } from "./text.ts";

/** Tells a person how far long work is, on one line that is written over and over. */
export interface Progress {
  /** `total` 0: how much there is to do is not known. */
  report(what: string, done: number, total: number): void;
  /** Leaves no trace of the line. */
  clear(): void;
}

const everyMs = 100;

export function createProgress(shell: Shell): Progress {
  if (!shell.isInteractive) return { report() {}, clear() {} };
  let writtenAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    report(what, done, total) {
      const isLast = total > 0 && done >= total;
      if (performance.now() - writtenAt < everyMs && !isLast) return;
      writtenAt = performance.now();
      isShown = true;
      shell.err(`\r\x1b[K${lineOf(shell, what, done, total)}`);
    },
    clear() {
      if (isShown) shell.err("\r\x1b[K");
      isShown = false;
    },
  };
}

const barWidth = 20;

/** Never longer than the terminal is wide: what wraps is not written over. */
function lineOf(shell: Shell, what: string, done: number, total: number): string {
  if (total <= 0) return `${what}  ${formatCount(done)}`.slice(0, shell.columns - 1);
  const share = Math.min(1, done / total);
  const filled = Math.round(share * barWidth);
  const bar = styled(shell, "cyan", "█".repeat(filled)) + styled(shell, "dim", "░".repeat(barWidth - filled));
  const percent = ` ${String(Math.floor(share * 100)).padStart(3)} %  `;
  return bar + percent + what.slice(0, Math.max(0, shell.columns - 1 - barWidth - percent.length));
}
