import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeKey, useKey } from "../../../../../test/support/api-keys.ts";
import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Authenticator } from "../../platform/http/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { apiKeyControls, flushKeyUses } from "./index.ts";

let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
afterAll(() => holdfast.stop());

function probe(change: { authenticator?: Authenticator } = {}) {
  const { authenticator, cluster, clock } = holdfast.runtime;
  const [control] = apiKeyControls({ authenticator, cluster, clock, leaseMs: 1000, ...change });
  if (control === undefined) throw new Error("there is no control");
  return control.probe();
}

describe("the control of dead API keys", () => {
  test("is in order while keys that were used end, and made-up ones are refused [C-144] [C-145]", async () => {
    const { id, secret } = await makeKey(holdfast, owner);
    expect(await useKey(holdfast, secret)).toEqual([200, null]);
    await flushKeyUses(holdfast.runtime);
    await holdfast.call({ method: "DELETE", url: `/v1/keys/${id}`, token: owner.token });
    expect(await probe()).toEqual({
      ok: true,
      evidence: { madeUpKeysAccepted: "none", accountsSampled: 1, keysChecked: 1, keysUsedAfterTheirEnd: 0 },
    });
  });

  test("fails for an authenticator that takes what nobody made [C-145]", async () => {
    const { secret } = await makeKey(holdfast, owner);
    const caller = await holdfast.runtime.authenticator.verify(secret);
    const gullible: Authenticator = { known: () => null, verify: async () => caller };
    const { ok, evidence } = await probe({ authenticator: gullible });
    expect(ok).toBe(false);
    expect(evidence["madeUpKeysAccepted"]).toBe("of no account, with a wrong checksum, unknown to its account");
    expect((await probe({ authenticator: { known: () => caller, verify: async () => caller } })).ok).toBe(false);
  });

  test("fails for a key that opened something after it was revoked, or had expired [C-144] [C-145]", async () => {
    for (const end of ["revoked_at", "expires_at"]) {
      await withAccount(
        holdfast.runtime.directory,
        owner.accountId,
        ({ sql }) => sql`
          update api_keys set ${sql(end)} = now() - interval '1 hour', last_used_at = now() - interval '59 minutes'`,
      );
      const { ok, evidence } = await probe();
      expect([ok, Number(evidence["keysUsedAfterTheirEnd"]) > 0]).toEqual([false, true]);
      await withAccount(
        holdfast.runtime.directory,
        owner.accountId,
        ({ sql }) => sql`update api_keys set last_used_at = null`,
      );
    }
    expect((await probe()).ok).toBe(true);
  });

  test("says that it cannot tell when keys cannot be looked up", async () => {
    const unavailable: Authenticator = {
      known: () => null,
      verify: () => Promise.reject(new Problem("service.unavailable")),
    };
    await expect(probe({ authenticator: unavailable })).rejects.toMatchObject({ code: "service.unavailable" });
  });
});
