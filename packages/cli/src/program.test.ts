import type { Command } from "commander";
import { describe, expect, test } from "vitest";

import { buildProgram } from "./program.ts";
import { createTestShell, runInTest } from "./testing/test-shell.ts";

const program = buildProgram(createTestShell(), { result: null });

const pathOf = (command: Command): string[] =>
  command.parent === null ? [] : [...pathOf(command.parent), command.name()];
const commandsIn = (command: Command): Command[] => [command, ...command.commands.flatMap(commandsIn)];
const commands = commandsIn(program)
  .filter((command) => command.name() !== "help")
  .map((command) => ({ path: pathOf(command), isLeaf: command.commands.length === 0 }));

describe("the command", () => {
  test("has every part that the operator needs", () => {
    expect(commands.filter(({ isLeaf }) => isLeaf).map(({ path }) => path.join(" "))).toEqual([
      "serve",
      "migrate",
      "config check",
      "keys status",
      "keys rotate",
      "keys retire",
      "guards token",
      "audit export",
      "audit verify",
      "support open",
      "accounts list",
      "accounts show",
      "accounts create",
      "accounts seal",
      "accounts unseal",
      "accounts erase",
    ]);
  });

  test.each(commands.filter(({ isLeaf }) => isLeaf))("explains $path with examples", async ({ path }) => {
    const { code, out, err } = await runInTest([...path, "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("Examples:");
    expect(out).toContain(`$ holdfast ${path.join(" ")}`);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(140);
  });

  test("says what its exit codes mean", async () => {
    const { out } = await runInTest(["--help"]);
    for (const code of ["0", "1", "2", "3", "130"]) expect(out).toMatch(new RegExp(`^ {2}${code} +\\w`, "m"));
  });
});

describe("a command line that is wrong", () => {
  test.each([
    [["serv"], "Did you mean serve?"],
    [["keys", "rotat"], "Did you mean rotate?"],
    [["keys", "rotate"], "say what to rotate"],
    [["keys", "rotate", "--all", "--root"], "say what to rotate"],
    [["keys", "rotate", "--signing", "session"], "--signing is token, audit or platform"],
    [["keys", "retire", "--signing", "audit"], "has to verify for ever"],
    [["audit", "verify"], "missing required argument 'dir'"],
    [["audit", "verify", "/nowhere/at/all"], "there is no folder /nowhere/at/all"],
    [["audit", "export", "./x"], "say whose log"],
    [["audit", "export", "./x", "--account", "acme"], "say on what ground"],
    [["audit", "export", "./x", "--account", "acme", "--break-glass", " "], "3 to 300"],
    [
      ["audit", "export", "./x", "--account", "acme", "--grant", "sgr_x", "--break-glass", "Both"],
      "say on what ground",
    ],
    [["audit", "export", "./x", "--url", "https://id.example.com", "--grant", "sgr_x"], "a token says itself"],
    [["support", "open", "acme"], "say on which grant"],
    [["support", "open", "acme", "--grant", "sgr_x", "--as", "two words"], "a short name"],
    [["audit", "export", "./x", "--url", "https://id.example.com"], "HOLDFAST_TOKEN"],
    [["audit", "export", "./x", "--url", "http://id.example.com"], "HOLDFAST_TOKEN"],
    [["accounts", "erase", "acme"], "add --yes"],
    [["accounts", "create", "--name", "x"], "--slug"],
    [["accounts", "list", "--everything"], "unknown option '--everything'"],
  ])("%j ends with 2 and says in a line what to do", async (args, says) => {
    const { code, out, err } = await runInTest(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(says);
    expect(err).not.toContain("    at ");
  });

  test("never takes a token as an argument, and never shows one to the network in plain text", async () => {
    const asArgument = await runInTest(["audit", "export", "./x", "--url", "https://x.example", "--token", "canary"]);
    expect(asArgument.code).toBe(2);
    const plain = await runInTest(["audit", "export", "./x", "--url", "http://id.example.com"], {
      env: { HOLDFAST_TOKEN: "canary" },
    });
    expect(plain.code).toBe(2);
    expect(plain.err).toContain("use https://");
    expect(asArgument.err + plain.err).not.toContain("canary");
  });
});

describe("settings that are wrong", () => {
  const env = { HOLDFAST_PORT: "many", HOLDFAST_HSOT: "typo", HOLDFAST_MODE: "demo" };

  test.each([["keys", "status"], ["migrate"], ["serve"]].map((args) => ({ args })))(
    "stop $args before anything is done, and are all named",
    async ({ args }) => {
      const { code, out, err } = await runInTest(args, { env });
      expect({ code, out }).toEqual({ code: 2, out: "" });
      for (const name of Object.keys(env)) expect(err).toContain(name);
    },
  );

  test("are all listed by the check, below where each setting comes from", async () => {
    const { code, out, err } = await runInTest(["config", "check"], { env });
    expect({ code, err }).toEqual({ code: 2, err: "" });
    expect(out).toMatch(/^HOLDFAST_PORT +many +from environment/m);
    expect(out).toMatch(/^✗ HOLDFAST_PORT must be a whole number/m);
    expect(out).toMatch(/^✗ HOLDFAST_HSOT is not a setting: did you mean HOLDFAST_HOST\?$/m);
    expect(out).toMatch(/^✗ HOLDFAST_MODE must be one of development, production$/m);
    expect(out).not.toContain("sound");
  });

  test("are told to programs one by one", async () => {
    const { code, out } = await runInTest(["config", "check", "--json"], { env });
    expect(code).toBe(2);
    const { ok, faults, settings } = JSON.parse(out);
    expect({ ok, faults: faults.length }).toEqual({ ok: false, faults: 3 });
    expect(settings).toContainEqual(
      expect.objectContaining({ name: "HOLDFAST_PORT", source: "environment", shown: "many" }),
    );
  });

  test("name no secret, whatever is wrong with it [C-051] [C-232]", async () => {
    const secrets = {
      HOLDFAST_DATABASE_URL: "mysql://app:canary-1@db.example/x",
      HOLDFAST_DATABASE_OWNER_URL: "canary-2",
      HOLDFAST_REGION_EU_DATABASE_URL: "postgres://:canary-3@db.example",
      HOLDFAST_SMTP_URL: "https://mailer:canary-4@mail.example",
      HOLDFAST_TLS_CERTIFICATE: "canary-5",
      HOLDFAST_TLS_PRIVATE_KEY: "-----BEGIN PRIVATE KEY-----\ncanary-6\n-----END PRIVATE KEY-----",
      HOLDFAST_AWS_SECRET_ACCESS_KEY: "canary-7",
      HOLDFAST_AWS_SESSION_TOKEN: "canary-8",
      // A secret under a mistyped name is one all the same.
      HOLDFAST_SMTP_PASSWORD: "canary-9",
    };
    for (const args of [["config", "check"], ["config", "check", "--json"], ["serve"], ["migrate", "--debug"]]) {
      const { code, out, err } = await runInTest(args, { env: secrets });
      expect([args, code]).toEqual([args, 2]);
      // The certificate is public, and shown.
      expect((out + err).replaceAll("canary-5", "")).not.toContain("canary");
    }
  });
});

describe("settings that are sound", () => {
  const env = {
    HOLDFAST_DATABASE_URL: "postgres://app:canary-1@db.example/x",
    HOLDFAST_SMTP_URL: "smtps://mailer:canary-2@mail.example",
    HOLDFAST_TOKEN: "canary-3",
  };

  test("are printed with where they come from, and no secret with them [C-051]", async () => {
    const people = await runInTest(["config", "check"], { env });
    const programs = await runInTest(["config", "check", "--json"], { env });
    expect([people.code, programs.code]).toEqual([0, 0]);
    expect(people.out).toMatch(/HOLDFAST_SMTP_URL +\(set, not shown\) +from environment/);
    expect(JSON.parse(programs.out)).toMatchObject({ ok: true });
    for (const { out, err } of [people, programs]) expect(out + err).not.toMatch(/canary/);
  });
});

describe("a command in an empty folder", () => {
  test("makes no deployment there, and says where it looked", async () => {
    const { code, err } = await runInTest(["keys", "status"], { env: { HOLDFAST_DATA_DIR: "/nowhere/at/all" } });
    expect(code).toBe(2);
    expect(err).toContain("there is no Holdfast in /nowhere/at/all");
  });
});
