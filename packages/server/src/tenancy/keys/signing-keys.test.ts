import { createPublicKey, verify } from "node:crypto";

import { calculateJwkThumbprint } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { minutes } from "../../kernel/clock.ts";
import {
  DecryptFailure,
  listPublicKeys,
  openDirectoryKeys,
  openSigner,
  retireTokenKeys,
  rotateDirectoryKey,
  rotateSigner,
  type Signer,
  type SignerOf,
} from "./index.ts";
import { atEveryCall, endsInFault } from "./testing/faults.ts";
import { keystoreForTest, type TestKeystore } from "./testing/keystore.ts";

let keystore: TestKeystore;
beforeAll(async () => {
  keystore = await keystoreForTest();
});
beforeEach(() => keystore.reset());
afterAll(() => keystore.close());

const eu: SignerOf = { name: "token", region: "eu" };
const overlapMs = minutes(10);

function isSignedBy(publicKey: Buffer, bytes: Buffer, signature: Buffer): boolean {
  const jwk = { kty: "OKP", crv: "Ed25519", x: publicKey.toString("base64url") };
  return verify(null, bytes, createPublicKey({ key: jwk, format: "jwk" }), signature);
}

describe("a signing key", () => {
  test("is made at first use, once by many processes at once, and signs with Ed25519", async () => {
    const processes = Array.from({ length: 6 }, () => keystore.process().deps);
    const signers = await Promise.all(processes.map((deps) => openSigner(deps, eu)));
    expect(new Set(signers.map((signer) => signer.kid)).size).toBe(1);
    const bytes = Buffer.from("signed");
    for (const { publicKey, sign } of signers.map((s) => ({
      publicKey: s.publicKey,
      sign: (b: Buffer) => s.sign(b),
    }))) {
      expect(isSignedBy(publicKey, bytes, sign(bytes))).toBe(true);
    }
  });

  test("is another one in each region and for each work", async () => {
    const { deps } = keystore.process();
    const others: SignerOf[] = [eu, { ...eu, region: "us" }, { ...eu, name: "audit" }];
    const kids = await Promise.all(others.map(async (each) => (await openSigner(deps, each)).kid));
    expect(new Set(kids).size).toBe(3);
    expect((await listPublicKeys(deps, "token")).map(({ kid, region }) => [kid, region])).toEqual([
      [kids[0], "eu"],
      [kids[1], "us"],
    ]);
  });

  test("is named by its RFC 7638 thumbprint", async () => {
    const { kid, publicKey } = await openSigner(keystore.process().deps, eu);
    const jwk = { kty: "OKP", crv: "Ed25519", x: publicKey.toString("base64url") };
    expect(kid).toBe(await calculateJwkThumbprint(jwk));
  });

  test("is unwrapped once and with a trace, and signs nothing once it was wiped [C-046]", async () => {
    const { deps, unwraps } = keystore.process();
    const signer = await openSigner(deps, eu);
    expect(await openSigner(deps, eu)).toBe(signer);
    expect(unwraps.filter(({ purpose }) => purpose === "sign")).toMatchObject([{ owner: "token:eu", version: 1 }]);
    deps.keyCache.close();
    expect(() => signer.sign(Buffer.from("x"))).toThrow("service.unavailable");
  });

  test("that somebody wrote into the keystore is not accepted", async () => {
    const { deps } = keystore.process();
    await openSigner(deps, eu);
    await keystore.sql`
      insert into deployment_keys (name, version, state, wrapped, wrapper_id, public)
      select name, 2, 'enabled', wrapped, wrapper_id, public from deployment_keys where name = 'token:eu'`;
    await expect(listPublicKeys(deps, "token")).rejects.toThrow(DecryptFailure);
  });
});

describe("rotating a signer", () => {
  const kidsOf = async (): Promise<string[]> =>
    (await listPublicKeys(keystore.process().deps, "token")).map((key) => key.kid);

  test("publishes the next key, waits, signs with it, and still accepts the former [C-045]", async () => {
    const { deps } = keystore.process();
    const other = keystore.process();
    const first = await openSigner(other.deps, eu);
    const now = Date.now();
    expect(await rotateSigner(deps, eu, { now, overlapMs })).toMatchObject({ step: "published" });
    const published = await kidsOf();
    expect(published).toHaveLength(2);
    expect((await openSigner(deps, eu)).kid).toBe(first.kid);
    expect(await rotateSigner(deps, eu, { now: now + 1, overlapMs })).toMatchObject({ step: "waiting" });

    expect(await rotateSigner(deps, eu, { now: now + 2 * overlapMs, overlapMs })).toEqual({ step: "promoted" });
    const second: Signer = await openSigner(other.deps, eu);
    expect(second.kid).toBe(published[1]);
    expect(await kidsOf()).toEqual([first.kid, second.kid]);

    expect(await retireTokenKeys(deps, "eu")).toBe(1);
    expect(await kidsOf()).toEqual([second.kid]);
  });

  test("leaves no private half of a former key", async () => {
    const { deps } = keystore.process();
    await rotateSigner(deps, eu, { now: Date.now(), overlapMs: 0 });
    await rotateSigner(deps, eu, { now: Date.now() + 1000, overlapMs: 0 });
    const rows = await keystore.sql`
      select state, length(wrapped) > 0 as private from deployment_keys where name = 'token:eu' order by version`;
    expect(rows).toMatchObject([
      { state: "enabled", private: false },
      { state: "primary", private: true },
    ]);
  });

  test("can fail at any call and be run again", async () => {
    await atEveryCall(async (faults) => {
      await keystore.reset();
      const { deps } = keystore.process();
      await rotateSigner(deps, eu, { now: Date.now(), overlapMs: 0 });
      const later = { now: Date.now() + 1000, overlapMs: 0 };
      const ended = await endsInFault(() => rotateSigner(faults.through(keystore.process().deps), eu, later));
      const { kid } = await openSigner(keystore.process().deps, eu);
      expect(await kidsOf()).toContain(kid);
      await rotateSigner(deps, eu, later);
      await rotateSigner(deps, eu, { ...later, now: later.now + 1000 });
      const rows = await keystore.sql`select state from deployment_keys where name = 'token:eu' and state = 'primary'`;
      expect(rows).toHaveLength(1);
      return ended;
    });
  });
});

describe("the directory's key", () => {
  test("is made once, gives equal indexes in every process, and keeps its kinds apart", async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => openDirectoryKeys(keystore.process().deps)));
    const indexes = all.map((keys) => keys.index("email", "ada@example.org").toString("hex"));
    expect(new Set(indexes).size).toBe(1);
    expect(all[0]?.index("slug", "ada@example.org").toString("hex")).not.toBe(indexes[0]);
  });

  test("seals answers, opens them after a rotation, and finds what was indexed before [C-045]", async () => {
    const { deps } = keystore.process();
    const before = await openDirectoryKeys(deps);
    const place = { purpose: "idempotency", table: "idempotency_keys", column: "sealed_answer", row: "r" } as const;
    const sealed = before.seal(place, "answer");
    const index = before.index("slug", "acme");
    const stable = before.stableIndex("limits", "key");
    const now = Date.now();
    expect(await rotateDirectoryKey(deps, now)).toMatchObject({ step: "added" });
    expect(await rotateDirectoryKey(deps, now)).toMatchObject({ step: "waiting" });
    deps.keyCache.rings.refresh("directory");
    expect((await openDirectoryKeys(deps)).stableIndex("limits", "key")).toEqual(stable);
    expect(await rotateDirectoryKey(deps, now + minutes(11))).toMatchObject({ step: "promoted" });
    expect(await rotateDirectoryKey(deps, now + minutes(12))).toMatchObject({ step: "promoted" });
    const after = await openDirectoryKeys(deps);
    expect(after.openText(place, sealed)).toBe("answer");
    expect(after.indexes("slug", "acme")[1]).toEqual(index);
    expect(after.index("slug", "acme")).not.toEqual(index);
    expect(after.stableIndex("limits", "key")).toEqual(stable);
  });
});
