import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { minutes } from "../../packages/server/src/kernel/clock.ts";
import { makeKey } from "../support/api-keys.ts";
import { type Deployment, type Member, publicUrl, signInAs, startDeployment } from "../support/deployment.ts";
import { forged } from "../support/forged.ts";
import { guardSecret, guardTokenOf } from "../support/guards.ts";
import { freePort, type Running, startServer } from "../proxies/program.ts";

const guardToken = guardTokenOf(null);
const folderOf = (language: string): string => fileURLToPath(new URL(`../../examples/${language}`, import.meta.url));
const has = (command: string, flag: string): boolean => spawnSync(command, [flag]).status === 0;
const suffix = (there: boolean, name: string): string => (there ? "" : ` (SKIPPED: ${name} is not installed)`);

let holdfast: Deployment;
let api: string;
let root: Member;
let developer: Member;
let scratch: string;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "hf-languages-"));
  holdfast = await startDeployment({ guardSecrets: [guardSecret] });
  api = await holdfast.app.listen({ host: "127.0.0.1", port: 0 });
  root = await holdfast.account();
  developer = await holdfast.member(root, "developer");
});
afterAll(async () => {
  await holdfast.stop();
  rmSync(scratch, { recursive: true, force: true });
});

interface Product extends Running {
  ask(path: string, token: string | null, method?: string): Promise<[status: number, body: Record<string, string>]>;
}

async function startProduct(command: string, args: readonly string[], env: Record<string, string>, port: number) {
  const running = await startServer(command, args, { port, env, cwd: scratch });
  const product: Product = {
    ...running,
    async ask(path, token, method = "GET") {
      const headers = token === null ? {} : { authorization: `Bearer ${token}` };
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers });
      const body: Record<string, string> = JSON.parse(await answer.text());
      return [answer.status, body];
    },
  };
  return product;
}

/** A proxy's pages in Holdfast's place: as an error, and, worse, as a success. */
const pages = [502, 200];

async function withPages<T>(status: number, work: (at: string) => Promise<T>): Promise<T> {
  const proxy = createServer((_request, response) => response.writeHead(status).end("<html>"));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  try {
    return await work(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
  } finally {
    proxy.close();
    proxy.closeAllConnections();
  }
}

const introspections = (): number => holdfast.logLines.filter((line) => line.includes("/v1/introspect")).length;

/** A session that was proved eleven minutes ago, by every clock. */
async function staleSession(): Promise<Member> {
  holdfast.advance(-minutes(11));
  const stale = await signInAs(holdfast, root);
  holdfast.advance(minutes(11));
  return stale;
}

const hasPython = has("python3", "--version");
describe.skipIf(!hasPython)(`Python, with nothing but HTTP${suffix(hasPython, "python3")},`, () => {
  const env = (more: Record<string, string> = {}) => ({
    PATH: process.env["PATH"] ?? "",
    HOME: scratch,
    API: api,
    GUARD_TOKEN: guardToken,
    PYTHONDONTWRITEBYTECODE: "1",
    ...more,
  });

  async function python(script: string, args: readonly string[], { input = "", ...more }: Record<string, string> = {}) {
    const child = spawn("python3", [join(folderOf("python"), script), ...args], { env: env(more), cwd: scratch });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.stdin.end(input);
    await new Promise((resolve) => child.on("close", resolve));
    if (child.exitCode !== 0) throw new Error(`${script} ended with ${child.exitCode}: ${err}`);
    return out;
  }

  test("signs a user in", async () => {
    const said = await python("sign_in.py", [developer.email, developer.slug], { input: `${developer.password}\n` });
    const { accessToken } = JSON.parse(said);
    const me = await holdfast.call({ method: "GET", url: "/v1/me", token: accessToken });
    expect(me.json().user.id).toBe(developer.userId);
  });

  test("verifies each request, and knows at once that a session has ended [C-124]", async () => {
    const port = await freePort();
    const product = await startProduct("python3", [join(folderOf("python"), "verify.py"), String(port)], env(), port);
    try {
      const ended = await signInAs(holdfast, developer);
      expect(await product.ask("/", ended.token)).toEqual([200, { account: root.accountId, user: developer.userId }]);
      expect(await product.ask("/", null)).toEqual([401, { code: "auth.required" }]);
      expect(await product.ask("/", "x")).toEqual([401, { code: "session.expired" }]);
      expect(await product.ask("/", ended.token, "DELETE")).toEqual([403, { code: "right.missing" }]);
      expect(await product.ask("/", (await staleSession()).token, "DELETE")).toEqual([
        401,
        { code: "auth.recent_required" },
      ]);
      expect((await product.ask("/", (await signInAs(holdfast, root)).token, "DELETE"))[0]).toBe(200);
      expect(await python("revoke.py", [], { TOKEN: ended.token })).toBe("over\n");
      expect(await product.ask("/", ended.token)).toEqual([401, { code: "session.expired" }]);
    } finally {
      await product.stop();
    }
  });

  test("refuses everybody while Holdfast is away [C-005]", async () => {
    const port = await freePort();
    const away = env({ API: `http://127.0.0.1:${await freePort()}` });
    const product = await startProduct("python3", [join(folderOf("python"), "verify.py"), String(port)], away, port);
    try {
      expect(await product.ask("/", root.token)).toEqual([503, { code: "service.unavailable" }]);
    } finally {
      await product.stop();
    }
  });

  test.each(pages)("refuses everybody where a proxy answers in Holdfast's place: %i [C-005]", async (status) => {
    await withPages(status, async (at) => {
      const port = await freePort();
      const script = join(folderOf("python"), "verify.py");
      const product = await startProduct("python3", [script, String(port)], env({ API: at }), port);
      try {
        expect(await product.ask("/", root.token)).toEqual([503, { code: "service.unavailable" }]);
      } finally {
        await product.stop();
      }
    });
  });

  test("proves again who somebody is where that is asked for", async () => {
    const { token } = await staleSession();
    const said = await python("step_up.py", [], { TOKEN: token, input: `${root.password}\n` });
    expect(said).toMatch(/^proved again\nkey_\w{26}\n$/);
  });
});

const hasGo = has("go", "version");
describe.skipIf(!hasGo)(`Go, with nothing but HTTP${suffix(hasGo, "go")},`, () => {
  let program: string;
  beforeAll(() => {
    program = join(scratch, "desk");
    const env = { ...process.env, GOFLAGS: "-mod=mod", GOPROXY: "off", GOCACHE: join(scratch, "cache") };
    execFileSync("go", ["vet", "."], { cwd: folderOf("go"), env });
    execFileSync("go", ["build", "-o", program, "."], { cwd: folderOf("go"), env });
  }, 120_000);

  async function started(at: string): Promise<Product> {
    const port = await freePort();
    return startProduct(program, [], { API: at, ISSUER: publicUrl, GUARD_TOKEN: guardToken, PORT: String(port) }, port);
  }

  test("verifies each request in memory, and forgets at once who was revoked [C-124]", async () => {
    const product = await started(api);
    try {
      const ended = await signInAs(holdfast, developer);
      // Until it answers from memory.
      const asked = async (): Promise<number> => {
        const before = introspections();
        await product.ask("/tickets", ended.token);
        return introspections() - before;
      };
      await expect.poll(asked).toBe(0);
      const hello = [200, { account: root.accountId, user: developer.userId }];
      for (let n = 0; n < 5; n += 1) expect(await product.ask("/tickets", ended.token)).toEqual(hello);
      expect((await product.ask("/people", ended.token))[0]).toBe(200);
      expect(await product.ask("/tickets", null)).toEqual([401, { code: "auth.required" }]);
      expect(await product.ask("/tickets", "x")).toEqual([401, { code: "session.expired" }]);
      expect(await product.ask("/tickets", forged(ended.token))).toEqual([401, { code: "session.expired" }]);
      expect(await product.ask("/purge", ended.token)).toEqual([403, { code: "right.missing" }]);
      expect(await product.ask("/purge", (await staleSession()).token)).toEqual([
        401,
        { code: "auth.recent_required" },
      ]);
      const { secret: key } = await makeKey(holdfast, await signInAs(holdfast, root), { scopes: ["users:read"] });
      expect((await product.ask("/people", key))[0]).toBe(200);
      await holdfast.call({ method: "DELETE", url: `/v1/sessions/${ended.sessionId}`, token: ended.token });
      expect(await product.ask("/tickets", ended.token)).toEqual([401, { code: "session.expired" }]);
    } finally {
      await product.stop();
    }
  });

  test.each(pages)("refuses everybody where a proxy answers in Holdfast's place: %i [C-005]", async (status) => {
    await withPages(status, async (at) => {
      const product = await started(at);
      try {
        expect(await product.ask("/tickets", root.token)).toEqual([503, { code: "service.unavailable" }]);
      } finally {
        await product.stop();
      }
    });
  });

  test("refuses everybody while Holdfast is away [C-005]", async () => {
    const product = await started(`http://127.0.0.1:${await freePort()}`);
    try {
      expect(await product.ask("/tickets", root.token)).toEqual([503, { code: "service.unavailable" }]);
    } finally {
      await product.stop();
    }
  });
});
