import { execFile, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { openLogSink } from "./log-sink.ts";

let folder: string;
let file: string;
let descriptor: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "log-sink-"));
  file = join(folder, "log");
  descriptor = openSync(file, "w");
});
afterEach(() => {
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => `${n} ${"x".repeat(100)}`);
const written = (): string[] => readFileSync(file, "utf8").split("\n").slice(0, -1);

describe("the operators' log", () => {
  test("keeps the order of its lines, however many come at once", async () => {
    const sink = openLogSink(descriptor);
    for (const line of numbered(10_000)) sink.write(line);
    await expect.poll(written, { timeout: 5000 }).toEqual(numbered(10_000));
  });

  test("is a fraction of a second behind at most", async () => {
    openLogSink(descriptor).write("alone");
    await expect.poll(written, { timeout: 2000 }).toEqual(["alone"]);
  });

  test("is whole and in order before the process ends, though a block was being written", async () => {
    const sink = openLogSink(descriptor);
    for (const line of numbered(1000)) sink.write(line);
    sink.write("last words");
    await sink.close();
    expect(written()).toEqual([...numbered(1000), "last words"]);
  });
});

const program = `
  import { openLogSink } from ${JSON.stringify(new URL("./log-sink.ts", import.meta.url).href)};
  process.stdout.on("error", () => {});
  const sink = openLogSink();
  for (let n = 0; n < 5000; n += 1) sink.write(n + " " + "x".repeat(100));
  setTimeout(() => void sink.close().then(() => process.stderr.write("still here")), 1000);
`;
const args = ["--input-type=module", "-e", program];

describe("a server whose log is piped", () => {
  test("loses no line to a reader that is slow", async () => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
    await new Promise((resolve) => setTimeout(resolve, 500));
    let text = "";
    for await (const chunk of child.stdout) text += String(chunk);
    expect(text.split("\n").slice(0, -1)).toEqual(numbered(5000));
  });

  test("closes although its reader does not read", async () => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    let heard = "";
    for await (const chunk of child.stderr) {
      heard += String(chunk);
      if (heard.includes("still here")) break;
    }
    child.kill("SIGKILL");
    expect(heard).toContain("still here");
  });

  test("goes on when the reader is gone", async () => {
    const command = `"${process.execPath}" --input-type=module -e "$PROGRAM" | head -1 > /dev/null`;
    const heard = await new Promise<string>((resolve, reject) => {
      execFile("sh", ["-c", command], { env: { ...process.env, PROGRAM: program } }, (error, _out, stderr) => {
        if (error === null) resolve(stderr);
        else reject(error);
      });
    });
    expect(heard).toContain("still here");
  });
});
