import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { finished, listDependencies, makeCheckout, runScript, startScript, write, type Greeting } from "./checkout.ts";

/** An npm that can only fail: whoever calls it is seen. */
const brokenNpm = { npm_execpath: "/nonexistent/npm-cli.js" };

function isGreeting(value: unknown): value is Greeting {
  return typeof value === "object" && value !== null && "args" in value && "execPath" in value;
}

function greetingIn(stdout: string): Greeting {
  const value: unknown = JSON.parse(stdout);
  if (!isGreeting(value)) throw new Error(`not a greeting: ${stdout}`);
  return value;
}

describe("a fresh checkout", () => {
  test("installs, then runs the command with its arguments on the installed Node", { timeout: 20_000 }, async () => {
    const root = makeCheckout();
    const first = await runScript(root, "start.mjs", ["audit", "verify", "a folder"]);

    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(/^Installing .*\n$/);
    expect(greetingIn(first.stdout)).toEqual({
      args: ["audit", "verify", "a folder"],
      execPath: realpathSync(process.execPath),
    });

    const second = await runScript(root, "start.mjs", [], brokenNpm);
    expect(second, "the second start needs no npm").toMatchObject({ code: 0, stderr: "" });
  });

  test("shows what npm said when it cannot install", { timeout: 20_000 }, async () => {
    const root = makeCheckout();
    write(
      root,
      "package.json",
      JSON.stringify({ name: "checkout", dependencies: { unlisted: "file:vendor/unlisted" } }),
    );

    const { code, stdout, stderr } = await runScript(root, "start.mjs", []);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("Missing: unlisted@ from lock file");
    expect(stderr).toContain("npm ci failed with exit code 1");
  });
});

describe("an installed checkout", () => {
  test("installs again when package-lock.json lists something else", { timeout: 20_000 }, async () => {
    const root = makeCheckout();
    await runScript(root, "start.mjs", []);
    write(root, "vendor/other/package.json", JSON.stringify({ name: "other", version: "1.0.0" }));
    listDependencies(root, { other: "file:vendor/other" });

    const { stderr } = await runScript(root, "start.mjs", []);
    expect(stderr).toMatch(/^Installing /);
  });

  test("gives the command's exit code, and its signals to the command", { timeout: 20_000 }, async () => {
    const root = makeCheckout();
    expect((await runScript(root, "start.mjs", ["exit", "3"])).code).toBe(3);

    const waiting = startScript(root, "start.mjs", ["wait"]);
    waiting.stdout?.once("data", () => waiting.kill("SIGTERM"));
    expect((await finished(waiting)).code).toBe(7);
  });

  test("stops the command even if it is killed outright itself", { timeout: 20_000 }, async () => {
    const root = makeCheckout();
    await runScript(root, "start.mjs", []);
    const waiting = startScript(root, "start.mjs", ["wait"]);
    waiting.stdout?.once("data", () => waiting.kill("SIGKILL"));
    await expect.poll(() => existsSync(join(root, "stopped")), { timeout: 10_000 }).toBe(true);
  });
});
