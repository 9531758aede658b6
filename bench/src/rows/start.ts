import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { median } from "../harness/statistics.ts";
import { atMost, type Row } from "./row.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What a person waits for after `npm start` where it ran before: npm, the command, Postgres, and that requests are taken. */
export const start: Row = {
  name: "start",
  async measure(stage) {
    const dataDir = await mkdtemp(join(tmpdir(), "hf-bench-start-"));
    try {
      const first = await secondsToStart(dataDir);
      const later: number[] = [];
      for (let n = 0; n < (stage.quick ? 3 : 10); n += 1) later.push(await secondsToStart(dataDir));
      return [
        {
          job: "`npm start` until it serves, from the second time on",
          ours: `${median(later).toFixed(2)} s`,
          baseline: "–",
          value: median(later),
          goal: atMost(4, "s"),
          note: `the longest of ${later.length} took ${Math.max(...later).toFixed(2)} s, the very first, which makes the database, ${first.toFixed(1)} s`,
        },
      ];
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

/** Starts it as its reader would, waits until it says that it serves, and stops it in order. */
async function secondsToStart(dataDir: string): Promise<number> {
  const began = performance.now();
  const npm = spawn("npm", ["start", "--silent"], {
    cwd: root,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      HOLDFAST_DATA_DIR: dataDir,
      HOLDFAST_PORT: "0",
      HOLDFAST_METRICS_PORT: "0",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(npm, "exit");
  let seconds: number | null = null;
  for await (const line of createInterface(npm.stdout)) {
    if (!line.includes('"server.started"')) continue;
    seconds = (performance.now() - began) / 1000;
    npm.kill("SIGTERM");
  }
  await ended;
  if (seconds === null) throw new Error("`npm start` ended before it served");
  return seconds;
}
