import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { createLog, loadConfig, type RunningServer, serve, systemClock } from "@holdfast/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { deployForTest, type TestDeployment } from "../../testing/deployment.ts";
import { runInTest } from "../../testing/test-shell.ts";

let house: TestDeployment;
beforeAll(async () => {
  house = await deployForTest();
  await house.account("acme");
});
afterAll(() => house.close());

/** The operator's way without a grant. */
const inNeed = ["--break-glass", "A test"] as const;

const at = (name: string): string => join(house.folder, name);

/** Files of a folder by their path, those of deeper folders too. */
async function filesOf(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Writes events: each look at an account's name is one. */
async function makeEvents(): Promise<void> {
  await house.json("accounts", "show", "acme");
}

async function exported(name: string): Promise<string> {
  await house.json("audit", "export", at(name), "--account", "acme", ...inNeed);
  return at(name);
}

/** Verification as an auditor does it: no settings, no server. */
const verify = (...args: readonly string[]) => runInTest(["audit", "verify", ...args], { env: { HOLDFAST_PORT: "x" } });

describe("an exported log", () => {
  test("has the files that c2sp.org/tlog-tiles names, and verifies without a server or settings [C-006] [C-237]", async () => {
    const folder = await exported("layout");
    const [bundle, hashes] = [/^tile\/entries\/000\.p\/\d+$/, /^tile\/0\/000\.p\/\d+$/];
    const files = await filesOf(folder);
    expect(files.filter((file) => !bundle.test(file) && !hashes.test(file))).toEqual([
      "checkpoint",
      "personal.ndjson",
      "platform.json",
      "policy",
      "vkey",
    ]);
    expect(files).toHaveLength(7);
    const { code, out } = await verify(folder, "--vkey", join(folder, "vkey"));
    expect(code).toBe(0);
    expect(out).toMatch(/✓ \d+ entries are exactly as logged\./);
    expect(out).not.toContain("came with the export");
  });

  test("says that a key which came with it proves nothing about whose it is", async () => {
    const { code, out } = await verify(await exported("layout"));
    expect(code).toBe(0);
    expect(out).toContain("The key came with the export");
  });

  test("is refused with one byte changed, naming the entry, and told to programs as a document [C-237]", async () => {
    await cp(await exported("layout"), at("tampered"), { recursive: true });
    const [file = ""] = (await filesOf(at("tampered"))).filter((name) => name.includes("entries"));
    const bytes = await readFile(join(at("tampered"), file));
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await writeFile(join(at("tampered"), file), bytes);
    const people = await verify(at("tampered"));
    expect(people.code).toBe(1);
    expect(people.out).toContain("✗ Do not trust this log");
    expect(people.out).toContain(`${file}, entry 0:`);
    const { code, out } = await verify(at("tampered"), "--json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, faults: [{ code: "entry.mismatch", entry: 0 }] });
  });

  test("is brought up to date by the next export, which continues the checkpoint from before [C-237]", async () => {
    const folder = await exported("growing");
    await cp(join(folder, "checkpoint"), at("older.checkpoint"));
    await makeEvents();
    const report = await house.json("audit", "export", folder, "--account", "acme", ...inNeed);
    expect(report).toMatchObject({ fetched: 2, minimumIndex: 0 });
    expect(await filesOf(folder)).toHaveLength(7);
    const vkey = join(folder, "vkey");
    const { code, out } = await verify(folder, "--vkey", vkey, "--older-checkpoint", at("older.checkpoint"));
    expect(code).toBe(0);
    expect(out).toContain("continues the older checkpoint");
  });

  test("is refused when it is shorter than what an auditor has seen [C-237]", async () => {
    await cp(await exported("growing"), at("short"), { recursive: true });
    await makeEvents();
    await exported("growing");
    const vkey = join(at("short"), "vkey");
    const seen = join(at("growing"), "checkpoint");
    const { code, out } = await verify(at("short"), "--vkey", vkey, "--older-checkpoint", seen);
    expect(code).toBe(1);
    expect(out).toContain("The log is smaller than it once was");
  });

  test("is not mixed with another account's, and keeps no half when it is stopped", async () => {
    await house.account("globex");
    const mixed = await house.holdfast(["audit", "export", await exported("layout"), "--account", "globex", ...inNeed]);
    expect(mixed.code).toBe(1);
    expect(mixed.err).toContain("to another folder");

    const stopped = await house.holdfast(["audit", "export", at("stopped"), "--account", "acme", ...inNeed], {
      isInteractive: true,
      onOutput: (text, stop) => {
        if (text.includes("exporting tiles")) stop();
      },
    });
    expect(stopped).toMatchObject({ code: 130, out: "" });
    expect(await filesOf(at("stopped"))).not.toContain("checkpoint");
    expect((await verify(await exported("stopped"))).code).toBe(0);
  });

  test("is held to what the platform's own log shows everybody of it [C-237]", async () => {
    const folder = await exported("seen-by-all");
    const receipt: unknown = JSON.parse(await readFile(join(folder, "platform.json"), "utf8"));
    const { vkey } = Object.assign({ vkey: "" }, receipt);
    await writeFile(at("platform.vkey"), `${vkey}\n`);
    const seen = ["--vkey", join(folder, "vkey"), "--platform-vkey", at("platform.vkey")];
    const { code, out } = await verify(folder, ...seen);
    expect(code).toBe(0);
    expect(out).toMatch(/platform +\d+ entries of it are under entry \d+ of localhost:\d+\/v1\/platform-log/);
    await makeEvents();
    const newer = await exported("seen-later");
    await cp(join(newer, "platform.json"), join(folder, "platform.json"));
    const rolledBack = await verify(folder, ...seen, "--json");
    expect(rolledBack.code).toBe(1);
    expect(JSON.parse(rolledBack.out)).toMatchObject({ platform: null, faults: [{ code: "checkpoint.rollback" }] });
    expect((await verify(newer, "--platform-vkey", join(newer, "vkey"))).code).toBe(1);
  });

  test("can leave out who it was, and still verifies [C-232]", async () => {
    const folder = at("impersonal");
    await house.json("audit", "export", folder, "--account", "acme", "--no-personal", ...inNeed);
    expect(await filesOf(folder)).not.toContain("personal.ndjson");
    const { code, out } = await verify(folder);
    expect(code).toBe(0);
    expect(out).toMatch(/personal +0 opened, [1-9]\d* withheld/);
  });
});

describe("the operator's own export", () => {
  test("asks for a ground: nothing is opened without one, and no file is written [C-239] [C-240]", async () => {
    const { code, err } = await house.holdfast(["audit", "export", at("groundless"), "--account", "acme"]);
    expect(code).toBe(2);
    expect(err).toContain("say on what ground");
    await expect(readdir(at("groundless"))).rejects.toThrow("ENOENT");
  });

  test("is refused on a grant that is not the account's [C-239]", async () => {
    const forged = ["--grant", "sgr_00000000000000000000000000"];
    const exporting = await house.holdfast(["audit", "export", at("forged"), "--account", "acme", ...forged]);
    const opening = await house.holdfast(["support", "open", "acme", ...forged, "--as", "kim"]);
    for (const { code, err } of [exporting, opening]) {
      expect(code).toBe(1);
      expect(err).toContain("No such support grant");
    }
  });

  test("without a grant stands in the very log that it brings, under the name that was given [C-238] [C-240]", async () => {
    const folder = at("glass");
    await house.json("audit", "export", folder, "--account", "acme", "--as", "kim", "--break-glass", "Incident 9");
    const personal = await readFile(join(folder, "personal.ndjson"), "utf8");
    expect(personal).toContain("Incident 9");
    const bundles = (await filesOf(folder)).filter((file) => file.includes("entries"));
    const entries = await Promise.all(bundles.map((file) => readFile(join(folder, file), "utf8")));
    expect(entries.join("")).toContain('"actor":{"id":"kim","type":"operator"}');
    expect(entries.join("")).toContain("support.glass_broken");
  });
});

describe("a log whose key was rotated", () => {
  test("verifies with the new key, and continues what the former one signed [C-045]", async () => {
    await cp(await exported("before-rotation"), at("former"), { recursive: true });
    await house.json("keys", "rotate", "--signing", "audit");
    await house.cluster.keystore`
      update deployment_keys set created_at = created_at - interval '2 hours' where name = 'audit:eu'`;
    expect(await house.json("keys", "rotate", "--signing", "audit")).toMatchObject({ regions: [{ step: "promoted" }] });
    await makeEvents();
    const folder = await exported("after-rotation");
    const older = ["--older-checkpoint", join(at("former"), "checkpoint")];
    const vkey = ["--vkey", join(folder, "vkey")];
    const withBoth = await verify(folder, ...vkey, ...older, "--older-vkey", join(at("former"), "vkey"));
    expect(withBoth.code).toBe(0);
    expect(withBoth.out).toContain("continues the older checkpoint");
    expect((await verify(folder, ...vkey, ...older)).code).toBe(1);
    expect((await verify(folder, "--vkey", join(at("former"), "vkey"))).code).toBe(1);
  });
});

describe("an export over HTTP", () => {
  let server: RunningServer;
  let token: string;
  beforeAll(async () => {
    const settings = { ...house.env, HOLDFAST_PORT: "0", HOLDFAST_METRICS_PORT: "0" };
    const { config } = loadConfig(settings);
    server = await serve(
      config,
      createLog(() => {}, systemClock),
    );
    token = await signUp(server.url);
  });
  afterAll(() => server.stop());

  test("brings the same log as the operator's own, and a member needs nothing but a token [C-006]", async () => {
    await writeFile(at("token"), `${token}\n`);
    const remote = ["audit", "export", at("remote"), "--url", server.url, "--token-file", at("token")];
    expect(await runInTest(remote)).toMatchObject({ code: 0, err: "" });
    expect((await verify(at("remote"), "--vkey", join(at("remote"), "vkey"))).code).toBe(0);

    await house.json("audit", "export", at("local"), "--account", "remote", ...inNeed);
    const shared = (await filesOf(at("local"))).filter((file) => file === "vkey");
    for (const file of shared)
      expect(await readFile(join(at("remote"), file))).toEqual(await readFile(join(at("local"), file)));
    const older = ["--older-checkpoint", join(at("remote"), "checkpoint")];
    expect((await verify(at("local"), "--vkey", join(at("remote"), "vkey"), ...older)).code).toBe(0);
  });

  test("ends with 1 when the token is not good, and with 3 when no server is there", async () => {
    const args = (url: string) => ["audit", "export", at("nothing"), "--url", url];
    const refused = await runInTest(args(server.url), { env: { HOLDFAST_TOKEN: "canary" } });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("get a new one");
    const nobody = await runInTest(args("http://127.0.0.1:9"), { env: { HOLDFAST_TOKEN: "canary" } });
    expect(nobody.code).toBe(3);
    expect(refused.err + nobody.err).not.toContain("canary");
  });
});

/** Signs an owner up over HTTP. @returns an access token */
async function signUp(url: string): Promise<string> {
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
    // A busy machine's limiter may have no answer in time; nothing has happened then.
    if (answer.status === 503) return post(path, body);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const owner = { email: "ada@remote.example", name: "Ada", password: "plum-anvil-rhythm-97-quartz" };
  await post("/v1/accounts", { name: "Remote", slug: "remote", region: "eu", owner });
  await post("/v1/auth/verify-email", { token: await mailedToken(url) });
  const done = await post("/v1/auth/sign-in", { email: owner.email, password: owner.password, account: "remote" });
  if (typeof done !== "object" || done === null || !("accessToken" in done)) throw new Error("no token");
  return String(done.accessToken);
}

async function mailedToken(url: string): Promise<string> {
  for (;;) {
    const mails = await (await fetch(`${url}/dev/inbox`)).text();
    const [, token] = /\/verify#token=([\w-]+)/.exec(mails) ?? [];
    if (token !== undefined) return token;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
