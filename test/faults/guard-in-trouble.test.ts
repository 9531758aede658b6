import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { rotateSigner } from "../../packages/server/src/tenancy/keys/index.ts";
import { type Deployment, type Member, signInAs, startDeployment } from "../support/deployment.ts";
import { asksIn, codeOf, type Guarded, leaseMs, revoke, startGuarded } from "./guarded.ts";

let house: Guarded;
let holdfast: Deployment;
let url: string;
let acme: Member;
beforeAll(async () => {
  house = await startGuarded();
  ({ holdfast, url, acme } = house);
});
afterEach(() => house.closeGuards());
afterAll(() => house.stop());

describe("a guard in trouble", () => {
  test("refuses as soon without the stream: it is a hint [C-124]", async () => {
    const { guard, way } = await house.guardOf();
    way.cut = (path) => path === "/v1/revocations";
    const member = await signInAs(holdfast, acme);
    await guard.verify(member.token);
    await revoke(house, member);
    expect(guard.known(member.token)).toBeNull();
  });

  test("that hears nothing of a revocation does not believe its memory when it is certified [C-005] [C-124]", async () => {
    const { guard, way } = await house.guardOf();
    const member = await signInAs(holdfast, acme);
    await guard.verify(member.token);
    way.cut = (path) => path.startsWith("/v1/revocations");
    const { milliseconds } = await revoke(house, member);
    expect(guard.known(member.token)).toBeNull();
    expect(milliseconds).toBeLessThan(1.5 * leaseMs);
    expect(await codeOf(guard.verify(member.token))).toBe("session.expired");
    await expect.poll(() => guard.fresh()).toBe(false);
    expect(guard.known(acme.token)).toBeNull();
    expect(await codeOf(guard.verify(acme.token))).toBeNull();
  });

  test("that reaches no server denies [C-005]", async () => {
    const { guard, way } = await house.guardOf();
    await guard.verify(acme.token);
    way.cut = () => true;
    await expect.poll(() => guard.known(acme.token)).toBeNull();
    expect(await codeOf(guard.verify(acme.token))).toBe("service.unavailable");
    way.cut = () => false;
    await expect.poll(() => guard.known(acme.token)).not.toBeNull();
  });

  test("goes on with another server, and keeps what it remembers", async () => {
    const first = await startDeployment({ beside: holdfast });
    const firstUrl = await first.app.listen({ host: "127.0.0.1", port: 0 });
    const { guard, way } = await house.guardOf({ baseUrl: firstUrl });
    way.to = firstUrl;
    await guard.verify(acme.token);
    const member = await signInAs(holdfast, acme);
    await guard.verify(member.token);
    const asked = asksIn(way.asked);
    const stopping = first.app.close().then(() => first.runtime.revocationNode.stop());
    way.to = url;
    await revoke(house, member);
    expect(guard.known(member.token)).toBeNull();
    await stopping;
    await expect.poll(() => guard.known(acme.token)).not.toBeNull();
    expect(asksIn(way.asked)).toBe(asked);
    await first.runtime.stop();
  });

  test("whose clock was moved neither revives a token nor kills one for long [C-119] [C-121]", async () => {
    let offset = 0;
    const clocks = { monotonic: () => performance.now(), wall: () => Date.now() + offset };
    const { guard } = await house.guardOf({ clocks });
    const member = await signInAs(holdfast, acme);
    await guard.verify(member.token);
    for (offset of [86_400_000, -86_400_000]) {
      await expect.poll(() => guard.known(member.token)).not.toBeNull();
    }
    holdfast.advance(3_700_000);
    await expect.poll(() => guard.known(member.token)).toBeNull();
    expect(await codeOf(guard.verify(member.token))).toBe("session.expired");
    holdfast.advance(-3_700_000);
  });

  test("tells once that it is in trouble, however long that lasts", async () => {
    const told: string[] = [];
    const { way } = await house.guardOf({ onTrouble: ({ what }) => told.push(what) });
    way.cut = (path) => path.startsWith("/v1/revocations");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(told.toSorted()).toEqual(["renewal_failed"]);
    way.cut = () => false;
  });

  test("keeps its stream, however short the trust that a product allows", async () => {
    const { way } = await house.guardOf({ leaseMs: 100 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(way.asked.filter((path) => path === "/v1/revocations")).toHaveLength(1);
  });

  test("takes tokens of a new key from their first moment, and of the former one to their end", async () => {
    const { guard } = await house.guardOf();
    const before = await signInAs(holdfast, acme);
    await guard.verify(before.token);
    const region = { name: "token", region: "eu" } as const;
    for (let step = 0; step < 2; step += 1) {
      await rotateSigner(holdfast.runtime.rotation, region, { now: holdfast.now() + step, overlapMs: 0 });
    }
    const fresh = await startDeployment({ beside: holdfast });
    const after = await signInAs(fresh, acme);
    expect(after.token.split(".")[0]).not.toBe(before.token.split(".")[0]);
    const verdicts = [after, before, after].map(({ token }) => codeOf(guard.verify(token)));
    expect(await Promise.all(verdicts)).toEqual([null, null, null]);
    await fresh.stop();
  });
});
