import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import { Secret } from "../../kernel/secret.ts";
import {
  type AccountKeys,
  createAccountKey,
  DecryptFailure,
  forgetAccount,
  generateRootKey,
  type KeyWrapper,
  localKeyWrapper,
  openAccountKeys,
  openSigner,
  WrapperUnavailable,
} from "./index.ts";
import { keystoreForTest, type TestKeystore } from "./testing/keystore.ts";
import { emailPlace } from "./testing/rings.ts";

let keystore: TestKeystore;
beforeAll(async () => {
  keystore = await keystoreForTest();
});
afterAll(() => keystore.close());

async function newAccount(process = keystore.process()) {
  const accountId = newId("account", Date.now());
  await createAccountKey(process.deps, accountId);
  return { ...process, accountId, keys: await openAccountKeys(process.deps, accountId) };
}

describe("an account's key", () => {
  test("is made once, wrapped, and opens in every process", async () => {
    const { deps, accountId, keys } = await newAccount();
    await createAccountKey(deps, accountId);
    const sealed = keys.seal(emailPlace, "ada@example.org");
    const elsewhere = await openAccountKeys(keystore.process().deps, accountId);
    expect(elsewhere.openText(emailPlace, sealed)).toBe("ada@example.org");
    const rows = await keystore.sql`select state from account_keys where account_id = ${accountId}`;
    expect(rows).toMatchObject([{ state: "primary" }]);
  });

  test("opens nothing of another account", async () => {
    const [ada, bob] = [await newAccount(), await newAccount()];
    const sealed = ada.keys.seal(emailPlace, "ada@example.org");
    expect(() => bob.keys.open(emailPlace, sealed)).toThrow(DecryptFailure);
    expect(bob.failures).toMatchObject([{ owner: bob.accountId, reason: "other_key" }]);
    expect(ada.keys.blindIndex("users.email", "x")).not.toEqual(bob.keys.blindIndex("users.email", "x"));
  });

  test("that does not exist is an account that does not exist", async () => {
    const { deps } = keystore.process();
    const nobody = newId("account", Date.now());
    await expect(openAccountKeys(deps, nobody)).rejects.toMatchObject({ code: "account.not_found" });
  });
});

// Never run: the compiler is the test.
export function purposesDoNotMix(keys: AccountKeys): void {
  // @ts-expect-error an index's key encrypts nothing [C-004]
  keys.seal({ ...emailPlace, purpose: "users.email" }, "x");
  // @ts-expect-error an account's key wraps no keys
  keys.seal({ ...emailPlace, purpose: "wrap" }, "x");
  // @ts-expect-error a key that encrypts makes no index
  keys.blindIndex("users", "x");
}

describe("an unwrap", () => {
  test("leaves a trace with its purpose, once for many who ask at once [C-046]", async () => {
    const { deps, unwraps, accountId } = await newAccount();
    forgetAccount(deps, accountId);
    unwraps.length = 0;
    await Promise.all(Array.from({ length: 20 }, () => openAccountKeys(deps, accountId)));
    expect(unwraps).toEqual([{ owner: accountId, version: 1, wrapperId: deps.wrapper.id, purpose: "use" }]);
  });

  test("that cannot leave its trace gives no key [C-046]", async () => {
    const { accountId } = await newAccount();
    const { deps } = keystore.process({
      onUnwrap() {
        throw new Error("the audit log is full");
      },
    });
    await expect(openAccountKeys(deps, accountId)).rejects.toThrow("the audit log is full");
    expect(deps.keyCache.rings.size).toBe(0);
  });

  test("is refused when the wrapped key was altered, and that is told", async () => {
    const { accountId } = await newAccount();
    await keystore.sql`
      update account_keys set wrapped = set_byte(wrapped, 60, get_byte(wrapped, 60) # 1) where account_id = ${accountId}`;
    const { deps, failures } = keystore.process();
    await expect(openAccountKeys(deps, accountId)).rejects.toThrow(DecryptFailure);
    expect(failures).toMatchObject([{ owner: accountId, place: { table: "account_keys", column: "wrapped" } }]);
  });

  test("is refused when another account's wrapped key was put in its place", async () => {
    const [ada, bob] = [await newAccount(), await newAccount()];
    await keystore.sql`
      update account_keys set wrapped = (select wrapped from account_keys where account_id = ${bob.accountId})
      where account_id = ${ada.accountId}`;
    await expect(openAccountKeys(keystore.process().deps, ada.accountId)).rejects.toThrow(DecryptFailure);
  });

  test("is refused by another root key", async () => {
    const { accountId } = await newAccount();
    const wrapper = localKeyWrapper({ primary: generateRootKey(0), older: [] });
    await expect(openAccountKeys(keystore.process({ wrapper }).deps, accountId)).rejects.toThrow(DecryptFailure);
  });

  test("that the root key cannot serve is a 503, never a plaintext [C-005]", async () => {
    const { accountId } = await newAccount();
    const unavailable = () => Promise.reject(new WrapperUnavailable("no answer"));
    const { deps } = keystore.process({ wrapper: { id: "local:x", wrap: unavailable, unwrap: unavailable } });
    const refusal = { code: "service.unavailable" };
    await expect(openAccountKeys(deps, accountId)).rejects.toMatchObject(refusal);
    await expect(createAccountKey(deps, newId("account", 0))).rejects.toMatchObject(refusal);
  });
});

describe("a new key", () => {
  test("is not stored when its wrapper does not give it back", async () => {
    const { wrapper } = keystore.process().deps;
    const forgetful: KeyWrapper = {
      id: wrapper.id,
      wrap: (key, context) => wrapper.wrap(key, context),
      unwrap: async () => new Secret(new Uint8Array(32)),
    };
    const accountId = newId("account", Date.now());
    const { deps } = keystore.process({ wrapper: forgetful });
    await expect(createAccountKey(deps, accountId)).rejects.toThrow("does not give back what it wrapped");
    expect(await keystore.sql`select from account_keys where account_id = ${accountId}`).toHaveLength(0);
  });
});

describe("the keystore", () => {
  test("holds no key in the clear [C-040] [C-042] [C-047]", async () => {
    const keys: Uint8Array[] = [];
    const { wrapper } = keystore.process().deps;
    const spying: KeyWrapper = {
      id: wrapper.id,
      unwrap: (wrapped, context) => wrapper.unwrap(wrapped, context),
      wrap(key, context) {
        keys.push(Uint8Array.from(key.reveal()));
        return wrapper.wrap(key, context);
      },
    };
    await newAccount(keystore.process({ wrapper: spying }));
    await openSigner(keystore.process({ wrapper: spying }).deps, { name: "audit", region: "eu" });
    const rows = await keystore.sql`select account_keys::text as row from account_keys
      union all select deployment_keys::text from deployment_keys`;
    expect(keys).toHaveLength(3);
    const stored = JSON.stringify(rows);
    for (const key of keys) {
      for (const encoding of ["hex", "base64", "base64url"] as const) {
        expect(stored).not.toContain(Buffer.from(key).toString(encoding));
      }
    }
  });

  test("can be neither emptied nor rewritten in part by the app role", async () => {
    await expect(keystore.sql`delete from account_keys`).rejects.toThrow("permission denied");
    await expect(keystore.sql`truncate deployment_keys`).rejects.toThrow("permission denied");
  });
});
