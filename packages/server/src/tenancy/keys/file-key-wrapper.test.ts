import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import { Secret } from "../../kernel/secret.ts";
import { fileKeyWrapper } from "./file-key-wrapper.ts";
import { createAccountKey, createRootKeyFile, openAccountKeys, rotateRootKeyFile } from "./index.ts";
import { describeKeyWrapper } from "./key-wrapper.contract.ts";
import { WrapperUnavailable } from "./key-wrapper.ts";
import { dropOlderRootKeys, prepareRootKey, promoteRootKey, readRootKeyFile } from "./root-key-file.ts";
import { atEveryCall, endsInFault } from "./testing/faults.ts";
import { keystoreForTest, type TestKeystore } from "./testing/keystore.ts";
import { emailPlace } from "./testing/rings.ts";

let keystore: TestKeystore;
let folder: string;
beforeAll(async () => {
  keystore = await keystoreForTest();
  folder = await mkdtemp(join(tmpdir(), "holdfast-root-"));
});
beforeEach(() => keystore.reset());
afterAll(async () => {
  await keystore.close();
  await rm(folder, { recursive: true });
});

let files = 0;
async function newFile(): Promise<string> {
  const path = join(folder, `root-${(files += 1)}.key`);
  await createRootKeyFile(path, 0);
  return path;
}

describeKeyWrapper("a root key file", async () => [
  await fileKeyWrapper(await newFile()),
  await fileKeyWrapper(await newFile()),
]);

describe("a wrapper of a root key file", () => {
  test("keeps up with a rotation by another process [C-045]", async () => {
    const path = await newFile();
    const running = await fileKeyWrapper(path);
    const before = await running.wrap(new Secret(Buffer.alloc(32, 1)), "c");
    await prepareRootKey(path, 1);
    const promoted = await promoteRootKey(path);
    const wrapped = await (await fileKeyWrapper(path)).wrap(new Secret(Buffer.alloc(32, 2)), "c");
    expect(Buffer.from((await running.unwrap(wrapped, "c")).reveal())).toEqual(Buffer.alloc(32, 2));
    expect(running.id).toBe(`local:${promoted.primary.id}`);
    expect((await running.unwrap(before, "c")).reveal()).toHaveLength(32);
  });

  test("never wraps under a root key that has left the file", async () => {
    const path = await newFile();
    const running = await fileKeyWrapper(path);
    await prepareRootKey(path, 1);
    await promoteRootKey(path);
    const { primary } = await dropOlderRootKeys(path);
    expect((await running.wrap(new Secret(Buffer.alloc(32, 1)), "c")).wrapperId).toBe(`local:${primary.id}`);
  });

  test("refuses to wrap while the file is open to others [C-005] [C-046]", async () => {
    const path = await newFile();
    const running = await fileKeyWrapper(path);
    await chmod(path, 0o644);
    await expect(running.wrap(new Secret(Buffer.alloc(32, 1)), "c")).rejects.toThrow(WrapperUnavailable);
  });
});

/** Accounts under the key of a file, and a process that has been running since before the rotation. */
async function deployment() {
  const path = await newFile();
  const old = (await readRootKeyFile(path)).primary.id;
  const running = keystore.process({ wrapper: await fileKeyWrapper(path) });
  const accounts = [newId("account", 1), newId("account", 2)] as const;
  for (const account of accounts) await createAccountKey(running.deps, account);
  const sealed = (await openAccountKeys(running.deps, accounts[0])).seal(emailPlace, "ada@example.org");
  return { path, old, running, accounts, sealed };
}

async function expectAllOpens({ path, accounts, sealed, running }: Awaited<ReturnType<typeof deployment>>) {
  const cold = keystore.process({ wrapper: await fileKeyWrapper(path) });
  const keys = await openAccountKeys(cold.deps, accounts[0]);
  expect(keys.openText(emailPlace, sealed)).toBe("ada@example.org");
  for (const account of accounts) {
    running.deps.keyCache.rings.refresh(account);
    await expect(openAccountKeys(running.deps, account)).resolves.toBeDefined();
  }
}

const once = { now: 10, machines: "one", pauseMs: 0 } as const;

describe("rotating the root key of a file", () => {
  test("brings every key under a new root key and takes the old one out [C-045]", async () => {
    const it = await deployment();
    expect(await rotateRootKeyFile(it.running.deps, it.path, once)).toEqual({
      stage: "done",
      rewrapped: 2,
      refused: [],
      remaining: 0,
    });
    const { primary, older } = await readRootKeyFile(it.path);
    expect([primary.id === it.old, older.length]).toEqual([false, 0]);
    await expectAllOpens(it);
  });

  test("goes one stage at a time where the file must be copied to other machines in between", async () => {
    const it = await deployment();
    const call = () => rotateRootKeyFile(it.running.deps, it.path, { ...once, machines: "several" });
    expect(await call()).toMatchObject({ stage: "prepared", rewrapped: 0 });
    expect((await readRootKeyFile(it.path)).primary.id).toBe(it.old);
    expect(await call()).toMatchObject({ stage: "promoted", rewrapped: 2 });
    expect((await readRootKeyFile(it.path)).older.map(({ id }) => id)).toEqual([it.old]);
    expect(await call()).toMatchObject({ stage: "done", rewrapped: 0 });
    await expectAllOpens(it);
  });

  test("keeps the old root key as long as one key could not be brought over", async () => {
    const it = await deployment();
    await keystore.sql`update account_keys set wrapped = 'x' where account_id = ${it.accounts[1]}`;
    const rotation = await rotateRootKeyFile(it.running.deps, it.path, once);
    expect(rotation).toMatchObject({ stage: "promoted", remaining: 1, refused: [{ owner: it.accounts[1] }] });
    expect((await readRootKeyFile(it.path)).older.map(({ id }) => id)).toEqual([it.old]);
  });

  test("can be killed at any call and be run again; everything opens all the while [C-045]", async () => {
    const failures = await atEveryCall(async (faults) => {
      await keystore.reset();
      const it = await deployment();
      const ended = await endsInFault(() => rotateRootKeyFile(faults.through(it.running.deps), it.path, once));
      await expectAllOpens(it);
      expect(await rotateRootKeyFile(it.running.deps, it.path, once)).toMatchObject({ stage: "done", remaining: 0 });
      await expectAllOpens(it);
      return ended;
    });
    expect(failures).toBeGreaterThan(10);
  });
});
