import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { testCluster } from "../../../../../test/support/test-server.ts";
import { days, hours } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { Secret } from "../../kernel/secret.ts";
import type { Cluster } from "../../platform/postgres/index.ts";
import { keyControls, probeSealing } from "./controls.ts";
import {
  createAccountKey,
  createKeyCache,
  generateRootKey,
  type KeyDeps,
  type KeyWrapper,
  localKeyWrapper,
  openDirectoryKeys,
  type Place,
} from "./index.ts";
import { KeyRing } from "./key-ring.ts";

const wrapper = localKeyWrapper({ primary: generateRootKey(0), older: [] });

let cluster: Cluster;
let deps: KeyDeps;
const unwraps: string[] = [];
const failures: unknown[] = [];
let now = Date.now();

beforeAll(async () => {
  cluster = await testCluster();
  deps = {
    keystore: cluster.keystore,
    wrapper,
    keyCache: createKeyCache(),
    onUnwrap: ({ owner }) => unwraps.push(owner),
    onDecryptFailure: (failure) => failures.push(failure),
  };
});
afterAll(async () => {
  deps.keyCache.close();
  await cluster.close();
});

function measure(name: string) {
  const control = keyControls(deps, () => now).find((candidate) => candidate.name === name);
  if (control === undefined) throw new Error(`there is no control ${name}`);
  return control.probe();
}

describe("the control of sealing", () => {
  test("finds every change refused, and the sizes that are claimed [C-004] [C-053] [C-054] [C-055]", async () => {
    expect(await measure("keys.sealing")).toEqual({
      ok: true,
      evidence: {
        returnsWhatWasSealed: "yes",
        changesTried: 10,
        changesAccepted: "none",
        tagBits: 128,
        nonceBits: 192,
      },
    });
  });

  test("leaves no trace in the keystore, in the trail of unwraps or among decryption failures", async () => {
    await measure("keys.sealing");
    expect(await cluster.keystore`select from deployment_keys`).toHaveLength(0);
    expect([unwraps, failures]).toEqual([[], []]);
  });

  test("finds a wrapper that does not notice what was done to a key", async () => {
    const careless: KeyWrapper = {
      id: "careless:1",
      wrap: async (key) => ({ wrapperId: "careless:1", bytes: Buffer.from(key.reveal()) }),
      unwrap: async ({ bytes }) => new Secret(Buffer.from(bytes)),
    };
    const { ok, evidence } = await probeSealing({ wrapper: careless });
    expect(evidence["changesAccepted"]).toBe("wrapped key altered, wrapped key moved");
    expect(ok).toBe(false);
  });

  test("finds ciphertext that opens elsewhere than in its place", async () => {
    const anywhere: Place = { purpose: "records", table: "any", column: "any", row: "any" };
    class Placeless extends KeyRing {
      override seal(_: Place, plaintext: Uint8Array): Buffer {
        return super.seal(anywhere, plaintext);
      }
      override open(_: Place, sealed: Uint8Array): Buffer {
        return super.open(anywhere, sealed);
      }
    }
    const { ok, evidence } = await probeSealing({ wrapper, makeRing: (options) => new Placeless(options) });
    expect(evidence["changesAccepted"]).toBe("other row, other column, other table, other purpose");
    expect(ok).toBe(false);
  });

  test("fails when the root key cannot be asked", async () => {
    const gone: KeyWrapper = { ...wrapper, wrap: () => Promise.reject(new Error("unreachable")) };
    await expect(probeSealing({ wrapper: gone })).rejects.toThrow("unreachable");
  });
});

describe("the control of the keys' age", () => {
  test("fails where there are no keys at all", async () => {
    expect(await measure("keys.age")).toMatchObject({ ok: false, evidence: { deploymentKeys: 0 } });
  });

  test("tells the age of the oldest key, and fails after a year [C-045]", async () => {
    await openDirectoryKeys(deps);
    await createAccountKey(deps, newId("account", now));
    now = Date.now() + days(365) - hours(1);
    expect(await measure("keys.age")).toEqual({
      ok: true,
      evidence: {
        accountKeys: 1,
        accountKeysUnderOlderRoot: 0,
        deploymentKeys: 1,
        oldestAccountKeyDays: 364,
        oldestDeploymentKeyDays: 364,
        longestUseDays: 365,
      },
    });
    now += days(1);
    expect(await measure("keys.age")).toMatchObject({ ok: false, evidence: { oldestAccountKeyDays: 365 } });
  });
});
