import { generateKeyPairSync, sign } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { hours } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { AnyCaller } from "../../platform/http/index.ts";
import { sessionControls, type TokenControlDeps } from "./controls.ts";
import { createAuthenticator } from "./index.ts";
import { createSessionMemory } from "./session-memory.ts";

let holdfast: Deployment;
let member: Member;
let deps: TokenControlDeps;

beforeAll(async () => {
  holdfast = await startDeployment();
  member = await holdfast.account();
  const { authenticator, keyring, issuer, cluster, clock } = holdfast.runtime;
  deps = { authenticator, keyring, issuer, regions: cluster.regions, clock };
});
afterAll(() => holdfast.stop());

async function measure(change: Partial<TokenControlDeps> = {}) {
  const [control] = sessionControls({ ...deps, ...change });
  if (control === undefined) throw new Error("there is no control");
  return control.probe();
}

/** An authenticator like the running one but for what a test breaks. */
const authenticatorWith = (change: Partial<Parameters<typeof createAuthenticator>[0]>) =>
  createAuthenticator({
    directory: holdfast.runtime.directory,
    memory: createSessionMemory(10),
    revocations: holdfast.runtime.revocationNode,
    keyring: deps.keyring,
    issuer: deps.issuer,
    leaseMs: 1000,
    clock: deps.clock,
    ...change,
  });

const expiredProblem = () => Promise.reject(new Problem("session.expired"));

describe("the control of tokens", () => {
  test("finds seven kinds of token refused in each region [C-121] [C-124]", async () => {
    expect(await measure()).toEqual({
      ok: true,
      evidence: { tokensTried: 14, tokensAccepted: "none", ownTokensNotRead: 0 },
    });
  });

  test("opens nothing and remembers nothing", async () => {
    const memory = createSessionMemory(10);
    await measure({ authenticator: authenticatorWith({ memory }) });
    expect(memory.entries.size).toBe(0);
  });

  test("finds an authenticator that lets everything in", async () => {
    const caller = await deps.authenticator.verify(member.token);
    const gullible = { known: () => null, verify: async (): Promise<AnyCaller> => caller };
    const { ok, evidence } = await measure({ authenticator: gullible });
    expect(evidence["tokensAccepted"]).toContain("forged under our key's name, forged under another name, unsigned");
    expect(ok).toBe(false);
  });

  test("finds one that believes a memory of tokens that nobody verified", async () => {
    const caller = await deps.authenticator.verify(member.token);
    const { ok } = await measure({ authenticator: { known: () => caller, verify: expiredProblem } });
    expect(ok).toBe(false);
  });

  test("finds an expiry that is not looked at, though the token has no session either", async () => {
    // Made by a clock that is right, and read by one that is an hour behind.
    let readings = 0;
    const now = deps.clock();
    const { ok, evidence } = await measure({
      clock: () => ((readings += 1) === 1 ? now : now - hours(1)),
      regions: ["eu"],
    });
    expect(evidence["tokensAccepted"]).toBe("expired");
    expect(ok).toBe(false);
  });

  test("finds that the keys we publish do not read the tokens we sign", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const stranger = {
      kid: "stranger",
      publicKey: publicKey.export({ format: "der", type: "spki" }).subarray(-32),
      sign: (bytes: Uint8Array) => sign(null, bytes, privateKey),
    };
    const keyring = { ...deps.keyring, signerOf: async () => stranger };
    expect(await measure({ keyring })).toMatchObject({ ok: false, evidence: { ownTokensNotRead: 2 } });
  });

  test("fails when sessions cannot be looked up", async () => {
    const unavailable = { known: () => null, verify: () => Promise.reject(new Problem("service.unavailable")) };
    await expect(measure({ authenticator: unavailable })).rejects.toMatchObject({ code: "service.unavailable" });
  });
});
