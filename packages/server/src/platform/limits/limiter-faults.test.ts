import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";

import { testCluster } from "../../../../../test/support/test-server.ts";
import { newId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import { Secret } from "../../kernel/secret.ts";
import { type Cluster, serverFromSocket, type Sql } from "../postgres/index.ts";
import { createRateLimiter, type RateLimiterOptions } from "./limiter.ts";
import type { Claim } from "./policy.ts";
import { openStoreGate, type StoreGate } from "../../../../../test/support/store-gate.ts";

let cluster: Cluster;
let gate: StoreGate;
let sql: Sql;
beforeAll(async () => {
  cluster = await testCluster();
  gate = await openStoreGate(inject("postgresSocket"));
  const server = serverFromSocket(gate.socketDir, { app: "holdfast_app", owner: "holdfast_owner" });
  sql = server.connect(cluster.names.directory, "app", { max: 3 });
});
afterAll(async () => {
  await sql.end({ timeout: 1 });
  await gate.close();
  await cluster.close();
});
beforeEach(async () => {
  gate.open();
  await reachable();
});

/** At one moment: what is leased would be lost at the end of a quarter of the window. */
const limiterOn = (options: Partial<RateLimiterOptions> = {}) =>
  createRateLimiter({
    sql,
    key: new Secret(new Uint8Array(32).fill(7)),
    maxWaitMs: 5_000,
    clock: () => 1e12,
    ...options,
  });
const claim = (lease: number, quota = 100): Claim => ({
  policy: { name: `lease-${lease}-${quota}`, quota, windowSeconds: 60, lease },
  subject: newId("account", Date.now()),
});

type Limiter = ReturnType<typeof limiterOn>;

async function outcome(limiter: Limiter, claims: readonly Claim[]): Promise<string> {
  try {
    await limiter.take(claims);
    return "admitted";
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
}

const together = (limiter: Limiter, requests: number, claims: readonly Claim[]): Promise<string[]> =>
  Promise.all(Array.from({ length: requests }, () => outcome(limiter, claims)));

/** Waits until the database answers through the gate again. */
async function reachable(): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answered = await sql`select 1`.then(
      () => true,
      () => false,
    );
    if (answered) return;
  }
  throw new Error("the database did not come back");
}

describe("a store that is down", () => {
  test("denies every request that it would have to count [C-005]", async () => {
    const limiter = limiterOn();
    gate.shut();
    const outcomes = await together(limiter, 20, [claim(1)]);
    expect(new Set(outcomes)).toEqual(new Set(["service.unavailable"]));
  });

  test("lets leased units be spent to their end, and then denies [C-005]", async () => {
    const limiter = limiterOn();
    const claims = [claim(10)];
    expect(await outcome(limiter, claims)).toBe("admitted");
    gate.shut();
    const outcomes = [];
    for (let n = 0; n < 12; n += 1) outcomes.push(await outcome(limiter, claims));
    expect(outcomes).toEqual([
      ...Array<string>(9).fill("admitted"),
      "service.unavailable",
      "service.unavailable",
      "service.unavailable",
    ]);
  });

  test("denies even what is leased when one of the counts is not", async () => {
    const limiter = limiterOn();
    const leased = claim(10);
    await limiter.take([leased]);
    gate.shut();
    expect(await outcome(limiter, [leased, claim(1)])).toBe("service.unavailable");
    gate.open();
    await reachable();
    // The denied request put its unit back.
    expect(await together(limiter, 9, [leased])).toEqual(Array<string>(9).fill("admitted"));
  });

  test("still refuses from memory whoever it had refused", async () => {
    const limiter = limiterOn();
    const claims = [claim(1, 2)];
    await together(limiter, 3, claims);
    gate.shut();
    expect(await outcome(limiter, claims)).toBe("rate.limited");
  });

  test("admits again when it is back", async () => {
    const limiter = limiterOn();
    gate.shut();
    expect(await outcome(limiter, [claim(1)])).toBe("service.unavailable");
    gate.open();
    await reachable();
    expect(await outcome(limiter, [claim(1)])).toBe("admitted");
  });
});

describe("a store that hangs", () => {
  test("denies whoever waits within the bound, and whoever comes later at once [C-005]", async () => {
    const limiter = limiterOn({ maxWaitMs: 200 });
    gate.hang();
    const started = performance.now();
    const first = together(limiter, 5, [claim(1)]);
    expect(new Set(await first)).toEqual(new Set(["service.unavailable"]));
    // The database itself would give up after fifteen seconds.
    expect(performance.now() - started).toBeLessThan(5000);
    const nextTurn = new Promise((resolve) => setImmediate(resolve, "waits"));
    expect(await Promise.race([outcome(limiter, [claim(1)]), nextTurn])).toBe("service.unavailable");
  });

  test("that answers late has counted, and what it gave is spent once", async () => {
    // What comes after the gate is open is in time on a machine that does other things, too.
    const limiter = limiterOn({ maxWaitMs: 2_000 });
    const claims = [claim(1, 3)];
    gate.hang();
    expect(await outcome(limiter, claims)).toBe("service.unavailable");
    gate.open();
    await vi.waitUntil(async () => (await outcome(limiter, claims)) === "admitted", { timeout: 5000 });
    const outcomes = await together(limiter, 10, claims);
    expect(outcomes.filter((code) => code === "admitted")).toHaveLength(2);
    expect(outcomes.filter((code) => code === "rate.limited")).toHaveLength(8);
  });

  test("makes no more than the bound wait", async () => {
    const limiter = limiterOn({ maxWaiting: 8, maxWaitMs: 200 });
    gate.hang();
    const outcomes = await together(limiter, 20, [claim(1)]);
    expect(outcomes.filter((code) => code === "service.busy")).toHaveLength(12);
    expect(outcomes.filter((code) => code === "service.unavailable")).toHaveLength(8);
  });
});

describe("a store that fails at the n-th statement", () => {
  test.each([1, 2, 3, 4, 5])("admits no request that it did not count (n = %i)", async (n) => {
    let statements = 0;
    const faulty = new Proxy(cluster.directory, {
      apply(target, _, args: Parameters<Sql>): unknown {
        statements += 1;
        return statements === n ? Promise.reject(new Error("disk full")) : target(...args);
      },
    });
    const limiter = limiterOn({ sql: faulty });
    const [address, identity] = [claim(1, 4), claim(1, 3)];
    const outcomes = [];
    for (let request = 0; request < 6; request += 1) outcomes.push(await outcome(limiter, [address, identity]));
    const admitted = outcomes.filter((code) => code === "admitted").length;
    expect(outcomes.filter((code) => code === "service.unavailable")).toHaveLength(n <= 4 ? 1 : 0);
    expect(admitted).toBe(3);
  });

  test("denies when the table is gone", async () => {
    const other = await testCluster();
    await other.asOwner(null, other.names.directory, (owner) => owner`drop table rate_limits`);
    expect(await outcome(limiterOn({ sql: other.directory }), [claim(1)])).toBe("service.unavailable");
    await other.close();
  });
});
