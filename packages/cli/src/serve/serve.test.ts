import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { loadConfig } from "@holdfast/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createTestShell, type Ran, runInTest } from "../testing/test-shell.ts";
import { humanLog, welcome } from "./welcome.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

interface Line {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** A server as the operator starts it, with its log. */
class Server {
  readonly lines: Line[] = [];
  readonly process: ChildProcess;
  #err = "";

  constructor(env: Record<string, string>) {
    this.process = spawn(process.execPath, [main, "serve"], {
      env: { PATH: process.env["PATH"], ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { stdout, stderr } = this.process;
    if (stdout === null || stderr === null) throw new Error("no pipes");
    createInterface(stdout).on("line", (line) => this.lines.push(JSON.parse(line)));
    stderr.setEncoding("utf8").on("data", (text: string) => (this.#err += text));
  }

  async logged(event: string): Promise<Line> {
    for (;;) {
      const line = this.lines.find((each) => each.event === event);
      if (line !== undefined) return line;
      if (this.process.exitCode !== null) throw new Error(`the server ended: ${this.#err}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async ended(): Promise<Omit<Ran, "out">> {
    if (this.process.exitCode === null) await once(this.process, "exit");
    return { code: this.process.exitCode ?? -1, err: this.#err };
  }
}

const isAlive = (pid: unknown): boolean => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-serve-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const settings = () => ({
  HOLDFAST_DATA_DIR: folder,
  HOLDFAST_REGIONS: "eu",
  HOLDFAST_PORT: "0",
  HOLDFAST_METRICS_PORT: "0",
  HOLDFAST_HASH_PROFILES: "test",
});

describe("serve", () => {
  test("runs beside commands, says when its port is taken, and stops in order at SIGTERM", async () => {
    const env = settings();
    const server = new Server(env);
    const { port } = await server.logged("server.started");
    const answer = await fetch(`http://127.0.0.1:${Number(port)}/v1/deployment`);
    expect(await answer.json()).toMatchObject({ regions: [{ id: "eu" }] });

    // The same database, which the server runs; found by the same settings.
    expect(await runInTest(["accounts", "list"], { env })).toMatchObject({ code: 0, out: "0 accounts\n" });
    const second = new Server({ ...env, HOLDFAST_PORT: String(port) });
    const refused = await second.ended();
    expect(refused.code).toBe(3);
    expect(refused.err).toContain(`port ${Number(port)} is taken: stop what uses it, or set HOLDFAST_PORT`);
    expect(refused.err).not.toContain("    at ");

    const { pid } = await server.logged("postgres.started");
    expect(isAlive(pid)).toBe(true);
    server.process.kill("SIGTERM");
    expect(await server.ended()).toEqual({ code: 0, err: "" });
    expect(server.lines.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["postgres.stopped", "server.stopped"]),
    );
    expect(isAlive(pid)).toBe(false);
  });
});

test("serve goes on when whoever read its log is gone", async () => {
  const server = new Server(settings());
  const { port } = await server.logged("server.started");
  server.process.stdout?.destroy();
  for (let n = 0; n < 3; n += 1) {
    // Each writes a line that nobody takes, and the next comes after it was tried.
    expect((await fetch(`http://127.0.0.1:${Number(port)}/v1/deployment`)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  server.process.kill("SIGTERM");
  expect(await server.ended()).toEqual({ code: 0, err: "" });
});

test("Ctrl-C stops in order though it arrives twice, as it does through npm", async () => {
  const server = new Server(settings());
  await server.logged("server.started");
  server.process.kill("SIGINT");
  server.process.kill("SIGINT");
  expect(await server.ended()).toMatchObject({ code: 0 });
  expect(server.lines.at(-1)?.event).toBe("server.stopped");
});

describe("what a person sees at the start", () => {
  const running = { url: "http://localhost:7700", metricsUrl: "http://127.0.0.1:7701", stop: async () => {} };

  test("is where everything is, on a laptop", () => {
    const { config } = loadConfig({ HOLDFAST_DATA_DIR: "/data" });
    const text = welcome(createTestShell(), { config, running, postgres: "18.4" });
    for (const line of [
      /Console +http:\/\/localhost:7700$/m,
      /Mails +not sent, but shown at http:\/\/localhost:7700\/dev\/inbox$/m,
      /Database +PostgreSQL 18\.4, in \/data$/m,
      /Root key +\/data\/root\.key; keep a copy apart/m,
      /Ctrl-C stops it\.$/m,
    ]) {
      expect(text).toMatch(line);
    }
  });

  test("names hosts, and no password [C-051]", () => {
    const { config } = loadConfig({
      HOLDFAST_DATABASE_URL: "postgres://app:canary@db.example:5432/x",
      HOLDFAST_SMTP_URL: "smtps://mailer:canary@mail.example",
    });
    const text = welcome(createTestShell(), { config, running, postgres: null });
    expect(text).toMatch(/Mails +sent through mail\.example/);
    expect(text).toMatch(/Database +PostgreSQL at db\.example/);
    expect(text).not.toContain("canary");
  });

  test("is only what needs attention, once it runs", () => {
    const person = createTestShell({ isInteractive: true });
    const log = humanLog(person, { postgres: null });
    log.info("http.request", { route: "/v1/me" });
    expect(person.written.err).toBe("");
    log.error("outbox.delivery_failed", new Error("canary"), { attempts: 3 });
    expect(person.written.err).toBe("✗ outbox.delivery_failed attempts=3\n");
  });
});
