import { createGuard } from "@holdfast/sdk/guard";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";

import { sealAccount } from "../../packages/server/src/tenancy/accounts/index.ts";
import { originWithin } from "../../packages/server/src/tenancy/audit/index.ts";
import { type Deployment, type Member, publicUrl, startDeployment } from "../support/deployment.ts";
import { guardSecret, guardTokenOf } from "../support/guards.ts";
import { openStoreGate, type StoreGate } from "../support/store-gate.ts";

const operator = originWithin("operator", "test");

/** One server whose way to the directory can be held up, and another that seals accounts meanwhile. */
describe.runIf(inject("postgresUrls") === null)(
  "a server that hears nothing from the directory, and reaches accounts",
  () => {
    let whole: Deployment;
    let house: Deployment;
    let gate: StoreGate;
    let sealed: Member;
    let other: Member;
    beforeAll(async () => {
      whole = await startDeployment({ guardSecrets: [guardSecret] });
      gate = await openStoreGate(inject("postgresSocket"));
      house = await startDeployment({ beside: whole, ways: { control: gate.socketDir }, limitWaitMs: 2_000 });
      [sealed, other] = [await whole.account(), await whole.account()];
    });
    afterAll(async () => {
      gate.open();
      await house.stop();
      await gate.close();
      await whole.stop();
    });

    /** From one address, whose share of requests this server has leased before. */
    const status = async ({ token }: Member): Promise<number> =>
      (await house.call({ method: "GET", url: "/v1/sessions", token, address: "10.9.8.7" })).statusCode;

    test("does not take a sealed account for the one that it remembers [C-005] [C-124]", async () => {
      expect([await status(sealed), await status(other)]).toEqual([200, 200]);
      gate.hang();
      await sealAccount(whole.runtime, sealed.accountId, operator);
      expect([await status(sealed), await status(other)]).toEqual([503, 503]);
      gate.open();
      await expect.poll(() => status(other), { timeout: 10_000, interval: 100 }).toBe(200);
      expect(await status(sealed)).toBe(401);
    });

    test("leaves nothing with a guard that asked it too early [C-124]", async () => {
      const ways = await Promise.all([whole, house].map(({ app }) => app.listen({ host: "127.0.0.1", port: 0 })));
      const [near = "", far = ""] = ways;
      const guard = createGuard({
        baseUrl: near,
        credential: guardTokenOf(null),
        issuer: publicUrl,
        // As behind a balancer: who brings the news is not who is asked.
        fetch(input, init) {
          const { pathname } = new URL(input instanceof Request ? input.url : input);
          return fetch((pathname.startsWith("/v1/guarded") ? far : near) + pathname, init);
        },
      });
      onTestFinished(() => guard.close());
      await expect.poll(() => guard.fresh(), { timeout: 5000 }).toBe(true);
      await guard.verify(other.token);
      gate.hang();
      const sealing = sealAccount(whole.runtime, other.accountId, operator);
      await expect.poll(() => guard.known(other.token), { interval: 1 }).toBeNull();
      await guard.verify(other.token).catch(() => null);
      await sealing;
      expect(guard.known(other.token)).toBeNull();
      await expect(guard.verify(other.token)).rejects.toMatchObject({ code: "service.unavailable" });
      gate.open();
      await expect
        .poll(() => guard.verify(other.token).catch(({ code }) => code), { timeout: 10_000 })
        .toBe("session.expired");
    });
  },
);
