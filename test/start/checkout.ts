import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const scripts = fileURLToPath(new URL("../../scripts", import.meta.url));
const runtimePackage = `node-${process.platform}-${process.arch}`;

/** What the command of a made-up checkout says about how it was started. */
export interface Greeting {
  readonly args: readonly string[];
  readonly execPath: string;
}

/** Tells how it was started; with "wait" it lives until SIGTERM, which it leaves a note of and answers with exit code 7. */
const command = `
  import { writeFileSync } from "node:fs";
  if (process.argv[2] === "exit") process.exit(Number(process.argv[3]));
  if (process.argv[2] === "wait") {
    setInterval(() => undefined, 1000);
    process.on("SIGTERM", () => { writeFileSync("stopped", ""); process.exit(7); });
  }
  console.log(JSON.stringify({ args: process.argv.slice(2), execPath: process.execPath } satisfies object));
`;

/**
 * A checkout with our real scripts and a made-up command, whose only dependency is a Node that is already here: npm
 * installs it without a network.
 */
export function makeCheckout(): string {
  const root = mkdtempSync(join(tmpdir(), "holdfast-checkout-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));

  cpSync(scripts, join(root, "scripts"), { recursive: true });
  write(root, "packages/cli/src/main.ts", command);
  write(root, `vendor/${runtimePackage}/package.json`, JSON.stringify({ name: runtimePackage, version: "24.0.0" }));
  mkdirSync(join(root, "vendor", runtimePackage, "bin"));
  symlinkSync(process.execPath, join(root, "vendor", runtimePackage, "bin/node"));
  listDependencies(root, { [runtimePackage]: `file:vendor/${runtimePackage}` });
  return root;
}

/** Writes package.json and a package-lock.json that agrees with it. */
export function listDependencies(root: string, dependencies: Record<string, string>): void {
  write(root, "package.json", JSON.stringify({ name: "checkout", version: "1.0.0", type: "module", dependencies }));
  const npm = spawnSync("npm", ["install", "--package-lock-only", "--offline"], { cwd: root, encoding: "utf8" });
  if (npm.status !== 0) throw new Error(npm.stderr);
}

export function write(root: string, name: string, content: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), content);
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the checkout's scripts to its end. */
export async function runScript(root: string, script: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  return finished(startScript(root, script, args, env));
}

export function startScript(root: string, script: string, args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  // Under `npm test` this names npm's own file; a test that wants another npm says so.
  const { npm_execpath: _, ...inherited } = process.env;
  return spawn(process.execPath, [join(root, "scripts", script), ...args], {
    cwd: root,
    env: { ...inherited, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export async function finished(child: ChildProcess): Promise<Finished> {
  const chunks = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (chunks.stdout += chunk));
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (chunks.stderr += chunk));
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, ...chunks }));
  });
}
