import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import {
  createAccountKey,
  destroyAccountKeys,
  generateRootKey,
  localKeyWrapper,
  openAccountKeys,
  openDirectoryKeys,
  openSigner,
  rotateAccountKey,
  rotateRoot,
} from "./index.ts";
import { atEveryCall, endsInFault } from "./testing/faults.ts";
import { keystoreForTest, type TestKeystore } from "./testing/keystore.ts";
import { emailPlace } from "./testing/rings.ts";

let keystore: TestKeystore;
beforeAll(async () => {
  keystore = await keystoreForTest();
});
beforeEach(() => keystore.reset());
afterAll(() => keystore.close());

/** Three accounts, one of them rotated and one destroyed, a directory and a signer, under an old root key. */
async function deployment() {
  const old = generateRootKey(0);
  const { deps } = keystore.process({ wrapper: localKeyWrapper({ primary: old, older: [] }) });
  const accounts = [newId("account", 1), newId("account", 2), newId("account", 3)] as const;
  for (const account of accounts) await createAccountKey(deps, account);
  const sealed = (await openAccountKeys(deps, accounts[0])).seal(emailPlace, "ada@example.org");
  await rotateAccountKey(deps, accounts[0]);
  await destroyAccountKeys(deps, accounts[2]);
  const index = (await openDirectoryKeys(deps)).index("slug", "acme");
  const { kid } = await openSigner(deps, { name: "token", region: "eu" });
  const fresh = generateRootKey(1);
  return {
    accounts,
    sealed,
    index,
    kid,
    withBoth: { primary: fresh, older: [old] },
    withFresh: { primary: fresh, older: [] },
  };
}

/** Everything opens with these root keys alone, in a process that has nothing in memory. */
async function expectAllOpens(
  it: Awaited<ReturnType<typeof deployment>>,
  roots: Parameters<typeof localKeyWrapper>[0],
) {
  const { deps } = keystore.process({ wrapper: localKeyWrapper(roots) });
  const keys = await openAccountKeys(deps, it.accounts[0]);
  expect(keys.openText(emailPlace, it.sealed)).toBe("ada@example.org");
  await expect(openAccountKeys(deps, it.accounts[1])).resolves.toBeDefined();
  await expect(openAccountKeys(deps, it.accounts[2])).rejects.toMatchObject({ code: "account.not_found" });
  expect((await openDirectoryKeys(deps)).index("slug", "acme")).toEqual(it.index);
  expect((await openSigner(deps, { name: "token", region: "eu" })).kid).toBe(it.kid);
}

describe("root rotation", () => {
  test("brings every key under the new root key, so that the old one can go [C-045]", async () => {
    const it = await deployment();
    const { deps, unwraps } = keystore.process({ wrapper: localKeyWrapper(it.withBoth) });
    const progress: unknown[] = [];
    const result = await rotateRoot(deps, { onProgress: (step) => progress.push(step), batch: 2 });
    expect(result).toEqual({ rewrapped: 5, refused: [], remaining: 0 });
    expect(progress).toEqual([2, 3, 5].map((done) => ({ done, total: 5 })));
    expect(unwraps.filter(({ purpose }) => purpose === "root_rotation")).toHaveLength(5);
    await expectAllOpens(it, it.withFresh);
  });

  test("does nothing the second time", async () => {
    const it = await deployment();
    const { deps } = keystore.process({ wrapper: localKeyWrapper(it.withBoth) });
    await rotateRoot(deps);
    expect(await rotateRoot(deps)).toEqual({ rewrapped: 0, refused: [], remaining: 0 });
  });

  test("steps over a key that does not unwrap, names it, and says that it remains", async () => {
    const it = await deployment();
    const [, broken] = it.accounts;
    await keystore.sql`update account_keys set wrapped = 'x' where account_id = ${broken}`;
    const { deps, failures } = keystore.process({ wrapper: localKeyWrapper(it.withBoth) });
    expect(await rotateRoot(deps)).toEqual({ rewrapped: 4, refused: [{ owner: broken, version: 1 }], remaining: 1 });
    expect(failures).toHaveLength(1);
  });

  test("never brings a key back that was destroyed while it ran", async () => {
    const it = await deployment();
    const [doomed] = it.accounts;
    const wrapper = localKeyWrapper(it.withBoth);
    const { deps } = keystore.process();
    let destroyed = false;
    const slow = keystore.process({
      wrapper: {
        ...wrapper,
        async wrap(key, context) {
          if (!destroyed) await destroyAccountKeys(deps, doomed);
          destroyed = true;
          return wrapper.wrap(key, context);
        },
      },
    });
    await rotateRoot(slow.deps);
    await expect(openAccountKeys(slow.deps, doomed)).rejects.toMatchObject({ code: "account.not_found" });
  });

  test("can fail at any call and be run again; until then both root keys open everything", async () => {
    const failures = await atEveryCall(async (faults) => {
      await keystore.reset();
      const it = await deployment();
      const { deps } = keystore.process({ wrapper: localKeyWrapper(it.withBoth) });
      const ended = await endsInFault(() => rotateRoot(faults.through(deps), { batch: 1 }));
      await expectAllOpens(it, it.withBoth);
      expect((await rotateRoot(deps)).remaining).toBe(0);
      await expectAllOpens(it, it.withFresh);
      return ended;
    });
    expect(failures).toBeGreaterThan(40);
  });
});
