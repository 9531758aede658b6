import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { createClient } from "@holdfast/sdk";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { type DemoAccount, seedAccounts } from "../../examples/desk/demo/seed-accounts.ts";
import { codeBlocksOf } from "../../scripts/documents/markdown.ts";
import { freePort, type House, startHouse } from "../journeys/house.ts";
import { operate } from "../journeys/operator.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Servers that a guide shows, each a program that runs as it is. */
const programs = ["fastify", "express", "hono"];
const shown = globSync("docs/guides/*.md", { cwd: root }).map((file) => ({
  file,
  blocks: codeBlocksOf(readFileSync(`${root}${file}`, "utf8")),
}));

let house: House;
let account: DemoAccount;
let surroundings: NodeJS.ProcessEnv;
beforeAll(async () => {
  const secret = { HOLDFAST_GUARD_SECRET: randomBytes(32).toString("hex") };
  house = await startHouse({ env: secret });
  const [first] = await seedAccounts(house.url);
  if (first === undefined) throw new Error("no account was made");
  account = first;
  const guardToken = await operate(house, ["guards", "token"], secret);
  surroundings = { PATH: process.env["PATH"], HOLDFAST_URL: house.url, HOLDFAST_GUARD_TOKEN: guardToken.trim() };
});
afterAll(() => house.close());

test("code in a guide is that of a file, which is compiled and run here", () => {
  const loose = shown.flatMap(({ file, blocks }) =>
    blocks.filter(({ language, source }) => /^(?:[jt]sx?)$/.test(language) && source === null).map(() => file),
  );
  expect(loose).toEqual([]);
  const named = shown.flatMap(({ blocks }) => blocks.flatMap(({ source }) => source ?? []));
  expect(named).toEqual(expect.arrayContaining(programs.map((name) => `docs/snippets/${name}.ts`)));
  // What is not run here is run by a test that says so.
  const tests = globSync(["test/**/*.test.ts", "packages/*/src/**/*.test.ts"], { cwd: root })
    .map((file) => readFileSync(`${root}${file}`, "utf8"))
    .join("");
  const isRun = (source: string): boolean =>
    programs.some((name) => source.endsWith(`/${name}.ts`)) || tests.includes(source);
  expect(named.filter((source) => source.startsWith("docs/snippets/") && !isRun(source))).toEqual([]);
});

interface Product {
  readonly url: string;
  readonly stop: () => void;
}

async function runProgram(name: string): Promise<Product> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...surroundings, PORT: String(port) };
  const program = spawn(process.execPath, [`${root}docs/snippets/${name}.ts`], { env, stdio: "inherit" });
  await untilReached(url, program);
  return { url, stop: () => program.kill() };
}

async function untilReached(url: string, program: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200 && program.exitCode === null; attempt += 1) {
    const isThere = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await setTimeout(50);
  }
  throw new Error(`${url} was never reached`);
}

/** What Next.js does with a route's handlers: it hands them requests. */
async function runHandlers(): Promise<Product> {
  vi.stubEnv("HOLDFAST_URL", surroundings["HOLDFAST_URL"]);
  vi.stubEnv("HOLDFAST_GUARD_TOKEN", surroundings["HOLDFAST_GUARD_TOKEN"]);
  const handlers: Record<string, (request: Request) => Promise<Response>> = {
    ...(await import("../../docs/snippets/next-route.ts")),
  };
  vi.unstubAllEnvs();
  const answer = async ({ method = "", headers }: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { authorization } = headers;
    const request = new Request("http://localhost/notes", {
      headers: authorization === undefined ? {} : { authorization },
    });
    const given = (await handlers[method]?.(request)) ?? new Response(null, { status: 405 });
    response.writeHead(given.status, Object.fromEntries(given.headers));
    response.end(await given.text());
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a server that listens on a port
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

async function signIn(role: string): Promise<string> {
  const person = account.people.find((candidate) => candidate.role === role);
  if (person === undefined) throw new Error(`nobody is ${role}`);
  const { email, password } = person;
  const step = await createClient({ baseUrl: house.url }).signIn({ body: { email, password } });
  if (step.step !== "done" || step.accessToken === null) throw new Error(`the sign-in answered ${step.step}`);
  return step.accessToken;
}

describe.for([...programs, "next-route"])("the application that a guide shows: %s", (name) => {
  test("lets a session in, holds it to its rights, and refuses it once it is revoked [C-005] [C-124] [C-161]", async () => {
    const { url, stop } = await (name === "next-route" ? runHandlers() : runProgram(name));
    const ask = async (method: string, token?: string): Promise<[number, unknown]> => {
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const answer = await fetch(`${url}/notes`, { method, headers });
      const body: unknown = await answer.json();
      return [answer.status, body];
    };
    try {
      const [owner, agent] = [await signIn("owner"), await signIn("agent")];
      expect(await ask("GET")).toMatchObject([401, { code: "auth.required" }]);
      expect(await ask("GET", agent)).toMatchObject([200, { account: account.id, notes: [] }]);
      expect(await ask("DELETE", agent)).toMatchObject([403, { code: "right.missing" }]);
      expect(await ask("DELETE", owner)).toEqual([200, { deleted: true }]);
      await createClient({ baseUrl: house.url, token: agent }).signOut();
      expect(await ask("GET", agent)).toMatchObject([401, { code: "session.expired" }]);
    } finally {
      stop();
    }
  }, 30_000);
});
