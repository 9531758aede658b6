import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { deployForTest, type TestDeployment } from "../../testing/deployment.ts";

let house: TestDeployment;
beforeAll(async () => {
  house = await deployForTest();
});
afterAll(() => house.close());

/** What `keys status` says of an account's versions: their states, and the values under them. */
async function versionsOf(slug: string): Promise<[state: string, values: number][]> {
  const { out } = await house.holdfast(["keys", "status", "--account", slug]);
  return [...out.matchAll(/^version \d+ +(\w+) +(\d+) values/gm)].map(([, state = "", values]) => [
    state,
    Number(values),
  ]);
}

const rootKeys = async (): Promise<string[]> =>
  (await readFile(house.env["HOLDFAST_ROOT_KEY_PATH"] ?? "", "utf8"))
    .split("\n")
    .filter((line) => /^[0-9a-f]/.test(line));

describe("keys rotate --account", () => {
  test("waits for requests under way, is stopped there, and goes on when run again [C-045]", async () => {
    const id = await house.account("acme");
    const stopped = await house.holdfast(["keys", "rotate", "--account", "acme"], {
      isInteractive: true,
      onOutput: (text, stop) => {
        if (text.includes("until requests that hold older keys have ended")) stop();
      },
    });
    expect(stopped).toMatchObject({ code: 130, out: "" });
    expect(stopped.err).toContain("run the same command again");
    expect((await versionsOf("acme")).map(([state]) => state)).toEqual(["enabled", "primary"]);

    await house.settleKeys();
    const { code, out } = await house.holdfast(["keys", "rotate", "--account", id]);
    expect(code).toBe(0);
    expect(out).toContain("had an unfinished rotation to version 2");
    const [old, now] = await versionsOf("acme");
    expect(old).toEqual(["enabled", 0]);
    expect(now?.[1]).toBeGreaterThan(5);

    expect((await house.holdfast(["keys", "retire", "--account", "acme"])).out).toContain("1 key destroyed");
    expect((await versionsOf("acme")).map(([state]) => state)).toEqual(["destroyed", "primary"]);
    expect(await house.json("accounts", "show", "acme")).toMatchObject({ name: "The acme" });
  });

  test("ends with 1 and the name of each value that does not open, and its key is kept [C-046]", async () => {
    const id = await house.account("damaged");
    const cell = house.cluster.cell("eu", house.cluster.names.cell("eu"));
    await cell.begin(async (sql) => {
      await sql`select set_config('holdfast.account_id', ${id}, true)`;
      await sql`update users set name_sealed = set_byte(name_sealed, 60, 255 - get_byte(name_sealed, 60))`;
    });
    await house.holdfast(["keys", "rotate", "--account", id], {
      isInteractive: true,
      onOutput: (text, stop) => {
        if (text.includes("until requests")) stop();
      },
    });
    await house.settleKeys();
    const { code, out } = await house.holdfast(["keys", "rotate", "--account", id]);
    expect(code).toBe(1);
    expect(out).toMatch(/users\.name_sealed of usr_\w+ does not open: /);
    const retired = await house.holdfast(["keys", "retire", "--account", id]);
    expect(retired.code).toBe(1);
    expect(retired.out).toContain("version 1 is kept: 1 value under it");
  });

  test("knows no account that there is not", async () => {
    const { code, err } = await house.holdfast(["keys", "rotate", "--account", "nobody"]);
    expect(code).toBe(1);
    expect(err).toContain("there is no account nobody");
  });
});

describe("keys retire --directory", () => {
  test("says when there is no older key, and when it may go", async () => {
    expect(await house.json("keys", "retire", "--directory")).toEqual({ step: "nothing" });
    await house.holdfast(["keys", "rotate", "--directory"]);
    await house.cluster.keystore`
      update deployment_keys set created_at = created_at - interval '11 minutes' where name = 'directory'`;
    await house.holdfast(["keys", "rotate", "--directory"], {
      isInteractive: true,
      onOutput: (text, stop) => {
        if (text.includes("until no process uses")) stop();
      },
    });
    const early = await house.holdfast(["keys", "retire", "--directory"]);
    expect([early.code, early.out]).toEqual([1, expect.stringContaining("run this again after")]);
    await house.cluster.keystore`
      update deployment_keys set changed_at = changed_at - interval '25 hours' where name = 'directory'`;
    const disabled = await house.holdfast(["keys", "retire", "--directory"]);
    expect(disabled.out).toContain("out of use");
    await house.cluster.keystore`
      update deployment_keys set changed_at = changed_at - interval '11 minutes' where name = 'directory'`;
    expect(await house.json("keys", "retire", "--directory")).toMatchObject({ step: "destroyed", versions: [1] });
  });
});

describe("keys rotate --root", () => {
  const names = async (): Promise<string> => (await house.holdfast(["accounts", "list", "--names"])).out;

  test("gives the file a new key, brings every key under it, and takes the old one out [C-045]", async () => {
    const shown = await names();
    const [before] = await rootKeys();
    await copyFile(house.env["HOLDFAST_ROOT_KEY_PATH"] ?? "", join(house.folder, "old.key"));
    const rotated = await house.json("keys", "rotate", "--root", "--single-machine");
    expect(rotated).toMatchObject({ stage: "done", remaining: 0, refused: [] });
    const after = await rootKeys();
    expect(after).toHaveLength(1);
    expect(after[0]).not.toBe(before);
    expect(await names()).toBe(shown);
  });

  test("is killed in the middle, and finished by the next run; nothing is lost [C-045]", async () => {
    const shown = await names();
    const [before] = await rootKeys();
    const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
    const child = spawn(process.execPath, [main, "keys", "rotate", "--root", "--single-machine"], {
      env: { PATH: process.env["PATH"], ...house.env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text: string) => {
      if (text.includes("root_rotation")) child.kill("SIGKILL");
    });
    const [, signal] = await once(child, "exit");
    expect(signal).toBe("SIGKILL");
    expect(await rootKeys()).toHaveLength(2);
    expect(await names()).toBe(shown);

    expect(await house.json("keys", "rotate", "--root", "--single-machine")).toMatchObject({ stage: "done" });
    const after = await rootKeys();
    expect(after).toHaveLength(1);
    expect(after[0]).not.toBe(before);
    expect(await names()).toBe(shown);
  });

  test("ends with 2 when the root key file is gone, and makes no new one [C-005]", async () => {
    const missing = join(house.folder, "missing.key");
    const { code, err } = await house.holdfast(["keys", "status"], { env: { HOLDFAST_ROOT_KEY_PATH: missing } });
    expect(code).toBe(2);
    expect(err).toContain("put your copy of it back");
    await expect(readFile(missing)).rejects.toThrow("ENOENT");
  });

  test("leaves a stolen copy of the old root key without use [C-045] [C-046]", async () => {
    const stolen = join(house.folder, "old.key");
    const env = { HOLDFAST_ROOT_KEY_PATH: stolen };
    const { code, out, err } = await house.holdfast(["accounts", "show", "acme"], { env });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("does not decrypt");
  });
});

describe("keys rotate --signing", () => {
  test("publishes the next key first, and says when it will sign [C-045]", async () => {
    const first = await house.json("keys", "rotate", "--signing", "audit");
    expect(first).toMatchObject({ regions: [{ region: "eu", step: "published" }] });
    const { out } = await house.holdfast(["keys", "rotate", "--signing", "audit"]);
    expect(out).toMatch(/eu {2}the next key is public, and signs from the first run after .* UTC on/);
    expect((await house.holdfast(["keys", "status"])).out).toMatch(/audit:eu +version 2 +public, signs next/);
  });
});

describe("keys status", () => {
  test("says how many accounts are under which root key, and opens none of them [C-046]", async () => {
    const { code, out, err } = await house.holdfast(["keys", "status"]);
    expect(code).toBe(0);
    expect(out).toMatch(/\d+ accounts under local:[0-9a-f]{16}, the oldest key from/);
    expect(err).not.toContain("key.unwrapped");
  });
});
