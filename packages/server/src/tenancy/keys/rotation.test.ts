import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import {
  createAccountKey,
  DecryptFailure,
  destroyAccountKeys,
  openAccountKeys,
  reseal,
  retireAccountKey,
  rotateAccountKey,
} from "./index.ts";
import { atEveryCall, endsInFault } from "./testing/faults.ts";
import { keystoreForTest, type TestKeystore } from "./testing/keystore.ts";
import { emailPlace } from "./testing/rings.ts";

let keystore: TestKeystore;
beforeAll(async () => {
  keystore = await keystoreForTest();
});
afterAll(() => keystore.close());

async function accountWithValue() {
  const process = keystore.process();
  const accountId = newId("account", Date.now());
  await createAccountKey(process.deps, accountId);
  const keys = await openAccountKeys(process.deps, accountId);
  return { ...process, accountId, sealed: keys.seal(emailPlace, "ada@example.org") };
}

const statesOf = async (accountId: string) => {
  const rows = await keystore.sql<{ state: string }[]>`
    select state from account_keys where account_id = ${accountId} order by version`;
  return rows.map((row) => row.state);
};

describe("rotating an account's key", () => {
  test("makes a new primary in every process, and what is sealed still opens [C-045]", async () => {
    const { deps, accountId, sealed } = await accountWithValue();
    const other = keystore.process();
    await openAccountKeys(other.deps, accountId);
    expect(await rotateAccountKey(deps, accountId)).toEqual({ version: 2 });
    for (const process of [deps, other.deps]) {
      const keys = await openAccountKeys(process, accountId);
      expect(keys.openText(emailPlace, sealed)).toBe("ada@example.org");
      expect(keys.needsReencryption(sealed)).toBe(true);
    }
    expect(await statesOf(accountId)).toEqual(["enabled", "primary"]);
  });

  test("lets a process that was not told open new values at its second attempt", async () => {
    const { accountId } = await accountWithValue();
    const late = keystore.process();
    const stale = await openAccountKeys(late.deps, accountId);
    const { deps } = keystore.process({ announce: async () => {} });
    await rotateAccountKey(deps, accountId);
    const sealed = (await openAccountKeys(keystore.process().deps, accountId)).seal(emailPlace, "new");
    expect(() => stale.open(emailPlace, sealed)).toThrow("unknown_key");
    expect((await openAccountKeys(late.deps, accountId)).openText(emailPlace, sealed)).toBe("new");
  });

  test("disturbs no request that is under way", async () => {
    const { deps, accountId, sealed } = await accountWithValue();
    const held = await openAccountKeys(deps, accountId);
    await rotateAccountKey(deps, accountId);
    expect(held.openText(emailPlace, sealed)).toBe("ada@example.org");
    const late = held.seal(emailPlace, "late");
    expect((await openAccountKeys(deps, accountId)).openText(emailPlace, late)).toBe("late");
  });

  test("brings values over by resealing, each once", async () => {
    const { deps, accountId, sealed } = await accountWithValue();
    const before = await openAccountKeys(deps, accountId);
    expect(reseal(before, emailPlace, sealed)).toBeNull();
    await rotateAccountKey(deps, accountId);
    const after = await openAccountKeys(deps, accountId);
    const resealed = reseal(after, emailPlace, sealed);
    if (resealed === null) throw new Error("it was under the old key");
    expect(reseal(after, emailPlace, resealed)).toBeNull();
    expect(after.openText(emailPlace, resealed)).toBe("ada@example.org");
    expect(() => reseal(after, { ...emailPlace, row: "usr_2" }, sealed)).toThrow(DecryptFailure);
  });

  test("by many at once makes one primary", async () => {
    const { deps, accountId } = await accountWithValue();
    await Promise.all(Array.from({ length: 8 }, () => rotateAccountKey(deps, accountId)));
    const states = await statesOf(accountId);
    expect(states.filter((state) => state === "primary")).toHaveLength(1);
    await expect(openAccountKeys(deps, accountId)).resolves.toBeDefined();
  });

  test("can fail at any call and be run again: one primary, everything opens, no version is lost", async () => {
    const failures = await atEveryCall(async (faults) => {
      const { deps, accountId, sealed } = await accountWithValue();
      const ended = await endsInFault(() => rotateAccountKey(faults.through(deps), accountId));
      const check = async (): Promise<void> => {
        const keys = await openAccountKeys(keystore.process().deps, accountId);
        expect(keys.openText(emailPlace, sealed)).toBe("ada@example.org");
        const states = await statesOf(accountId);
        expect(states.filter((state) => state === "primary")).toHaveLength(1);
        expect(states.length).toBeLessThanOrEqual(3);
      };
      await check();
      await rotateAccountKey(deps, accountId);
      await check();
      expect((await statesOf(accountId))[0]).toBe("enabled");
      return ended;
    });
    expect(failures).toBeGreaterThan(15);
  });
});

describe("retiring a key version", () => {
  test("is refused for the primary, and does nothing while values stand under it", async () => {
    const { deps, accountId, sealed } = await accountWithValue();
    const isInUse = async () => true;
    await expect(retireAccountKey(deps, accountId, { version: 1, isInUse })).rejects.toThrow("rotate first");
    await rotateAccountKey(deps, accountId);
    expect(await retireAccountKey(deps, accountId, { version: 1, isInUse })).toBe("in_use");
    expect((await openAccountKeys(deps, accountId)).openText(emailPlace, sealed)).toBe("ada@example.org");
  });

  test("brings the version back when something was sealed under it meanwhile", async () => {
    const { deps, accountId, sealed } = await accountWithValue();
    await rotateAccountKey(deps, accountId);
    const looks = [false, true];
    const isInUse = async () => looks.shift() ?? true;
    expect(await retireAccountKey(deps, accountId, { version: 1, isInUse })).toBe("in_use");
    expect(await statesOf(accountId)).toEqual(["enabled", "primary"]);
    expect((await openAccountKeys(deps, accountId)).openText(emailPlace, sealed)).toBe("ada@example.org");
  });

  test("destroys it for good: what still stood under it is lost", async () => {
    const { deps, accountId, sealed } = await accountWithValue();
    await rotateAccountKey(deps, accountId);
    const isInUse = async () => false;
    expect(await retireAccountKey(deps, accountId, { version: 1, isInUse })).toBe("destroyed");
    expect(await statesOf(accountId)).toEqual(["destroyed", "primary"]);
    const keys = await openAccountKeys(deps, accountId);
    expect(() => keys.open(emailPlace, sealed)).toThrow("unknown_key");
    expect(await retireAccountKey(deps, accountId, { version: 1, isInUse })).toBe("destroyed");
  });

  test("can fail at any call and be run again", async () => {
    await atEveryCall(async (faults) => {
      const { deps, accountId } = await accountWithValue();
      await rotateAccountKey(deps, accountId);
      const retired = { version: 1, isInUse: async () => false };
      const ended = await endsInFault(() => retireAccountKey(faults.through(deps), accountId, retired));
      await expect(openAccountKeys(keystore.process().deps, accountId)).resolves.toBeDefined();
      expect(await retireAccountKey(deps, accountId, retired)).toBe("destroyed");
      return ended;
    });
  });
});

describe("destroying an account's keys", () => {
  test("erases: no process opens anything of it any more, even with keys in hand", async () => {
    const { deps, accountId, sealed } = await accountWithValue();
    const other = keystore.process();
    const held = await openAccountKeys(other.deps, accountId);
    await destroyAccountKeys(deps, accountId);
    expect(() => held.open(emailPlace, sealed)).toThrow("service.unavailable");
    for (const process of [deps, other.deps, keystore.process().deps]) {
      await expect(openAccountKeys(process, accountId)).rejects.toMatchObject({ code: "account.not_found" });
    }
    expect(
      await keystore.sql`select wrapped from account_keys where account_id = ${accountId} and wrapped <> ''`,
    ).toEqual([]);
  });

  test("cannot be undone by making, rotating or re-wrapping", async () => {
    const { deps, accountId } = await accountWithValue();
    await destroyAccountKeys(deps, accountId);
    await createAccountKey(deps, accountId);
    await expect(rotateAccountKey(deps, accountId)).rejects.toMatchObject({ code: "account.not_found" });
    expect(await statesOf(accountId)).toEqual(["destroyed"]);
  });

  test("can fail at any call and be run again", async () => {
    await atEveryCall(async (faults) => {
      const { deps, accountId } = await accountWithValue();
      const ended = await endsInFault(() => destroyAccountKeys(faults.through(deps), accountId));
      await destroyAccountKeys(deps, accountId);
      await expect(openAccountKeys(deps, accountId)).rejects.toMatchObject({ code: "account.not_found" });
      return ended;
    });
  });
});
