import { setTimeout as sleep } from "node:timers/promises";

import { createGuard, type Guard, type GuardOptions, type Trouble } from "@holdfast/sdk/guard";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { rotateSigner } from "../../packages/server/src/tenancy/keys/index.ts";
import { type Deployment, type Member, publicUrl, signInAs, startDeployment } from "../support/deployment.ts";
import { guardSecret, guardTokenOf } from "../support/guards.ts";
import { openWay, startTraffic } from "./traffic.ts";

let holdfast: Deployment;
let url: string;
let acme: Member;
beforeAll(async () => {
  holdfast = await startDeployment({ guardSecrets: [guardSecret], revocationLeaseMs: 3_000 });
  url = await holdfast.app.listen({ host: "127.0.0.1", port: 0 });
  acme = await holdfast.account();
});
afterAll(() => holdfast.stop());

async function isFresh(guard: Guard, fresh: boolean): Promise<void> {
  await expect.poll(() => guard.fresh(), { interval: 2 }).toBe(fresh);
}

/** A product in traffic, and what its guard tells it of. */
async function productInTraffic(options: Partial<GuardOptions> = {}) {
  const way = openWay(url);
  const told: Trouble["what"][] = [];
  const guard = createGuard({
    baseUrl: url,
    credential: guardTokenOf(null),
    issuer: publicUrl,
    fetch: way.fetch,
    onTrouble: ({ what }) => told.push(what),
    ...options,
  });
  onTestFinished(() => guard.close());
  await isFresh(guard, true);
  const members: Member[] = [];
  for (let n = 0; n < 6; n += 1) members.push(await signInAs(holdfast, acme));
  const traffic = startTraffic(guard, members);
  const doomed = members.slice(0, 3);
  /** Ends the next session that is to be ended. */
  const revokeNext = async (): Promise<void> => traffic.revoke(holdfast, doomed.shift() ?? acme);
  await sleep(100);
  return { guard, way, told, traffic, revokeNext };
}

describe("in the middle of traffic, nobody who was revoked is let in, and nobody else is refused,", () => {
  test("when a guard's feed is cut [C-124]", async () => {
    const { guard, way, told, traffic, revokeNext } = await productInTraffic();
    await revokeNext();
    way.cut = (path) => path.startsWith("/v1/revocations");
    await revokeNext();
    await isFresh(guard, false);
    await sleep(200);
    way.cut = () => false;
    await isFresh(guard, true);
    await revokeNext();
    expect(await traffic.end()).toEqual([]);
    expect(told).toContain("renewal_failed");
  });

  test("when the stream stalls, and nobody closes it [C-124]", async () => {
    const { way, told, traffic, revokeNext } = await productInTraffic();
    const streams = (): number => way.asked.filter((path) => path === "/v1/revocations").length;
    const before = streams();
    way.isStalled = true;
    await revokeNext();
    await expect.poll(streams).toBeGreaterThan(before);
    await revokeNext();
    way.isStalled = false;
    await revokeNext();
    expect(await traffic.end()).toEqual([]);
    expect(told).toContain("stream_failed");
  });

  test.each<[string, { monotonic: number; wall: number }]>([
    ["the clock of its machine is set a day ahead", { monotonic: 0, wall: 86_400_000 }],
    ["the clock of its machine is set a day back", { monotonic: 0, wall: -86_400_000 }],
    ["its machine has slept, and the monotonic clock with it", { monotonic: 0, wall: 60_000 }],
    ["its process was frozen", { monotonic: 60_000, wall: 60_000 }],
  ])("when %s [C-119] [C-121]", async (_what, ahead) => {
    const offset = { monotonic: 0, wall: 0 };
    const clocks = {
      monotonic: () => performance.now() + offset.monotonic,
      wall: () => Date.now() + offset.wall,
    };
    const { guard, traffic, revokeNext } = await productInTraffic({ clocks });
    await revokeNext();
    Object.assign(offset, ahead);
    // What time has passed nobody knows: memory is not believed until a server was asked again.
    expect(ahead.wall > 0 && guard.fresh()).toBe(false);
    await revokeNext();
    await isFresh(guard, true);
    Object.assign(offset, { monotonic: ahead.monotonic, wall: 0 });
    await revokeNext();
    expect(await traffic.end()).toEqual([]);
  });

  test("when the keys that sign tokens are rotated, twice [C-124]", async () => {
    const { traffic, revokeNext } = await productInTraffic();
    const headers = new Set<string | undefined>();
    const region = { name: "token", region: "eu" } as const;
    for (let rotation = 0; rotation < 2; rotation += 1) {
      for (let step = 0; step < 2; step += 1) {
        await rotateSigner(holdfast.runtime.rotation, region, { now: holdfast.now() + step, overlapMs: 0 });
      }
      const server = await startDeployment({ beside: holdfast });
      const member = await signInAs(server, acme);
      headers.add(member.token.split(".")[0]);
      traffic.join(member);
      await revokeNext();
      await sleep(100);
      await server.stop();
    }
    await revokeNext();
    expect(headers.size).toBe(2);
    expect(await traffic.end()).toEqual([]);
  });
});

test("when no server can be reached, everybody is refused, and the product is told why [C-005]", async () => {
  const { guard, way, told, traffic, revokeNext } = await productInTraffic();
  way.cut = () => true;
  await revokeNext();
  await isFresh(guard, false);
  await sleep(200);
  way.cut = () => false;
  await isFresh(guard, true);
  await revokeNext();
  expect((await traffic.end()).length).toBeGreaterThan(10);
  expect(told).toEqual(expect.arrayContaining(["renewal_failed", "question_failed"]));
});
