import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { testCluster } from "../../../../../test/support/test-server.ts";
import { seconds } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import { Secret } from "../../kernel/secret.ts";
import type { Cluster, Sql } from "../postgres/index.ts";
import { createRateLimiter, type RateLimiterOptions } from "./limiter.ts";
import type { LimitPolicy, RateFacts } from "./policy.ts";
import { createRequestLimiter, identityClaims, requestLimits } from "./request-limits.ts";

let cluster: Cluster;
beforeAll(async () => {
  cluster = await testCluster();
});
afterAll(() => cluster.close());

const key = new Secret(new Uint8Array(32).fill(7));
const limiterOn = (options: Partial<RateLimiterOptions> = {}) =>
  createRateLimiter({ sql: cluster.directory, key, maxWaitMs: 5000, ...options });

const policy = (facts: Partial<LimitPolicy> = {}): LimitPolicy => ({
  name: "test",
  quota: 10,
  windowSeconds: 60,
  lease: 1,
  ...facts,
});
const fresh = (): string => newId("account", Date.now());

/** The code of the refusal, or "admitted". */
const outcome = async (taking: () => RateFacts | Promise<RateFacts>): Promise<string> => {
  try {
    await taking();
    return "admitted";
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
};

async function admittedOf(takings: readonly (() => RateFacts | Promise<RateFacts>)[]): Promise<number> {
  const outcomes = await Promise.all(takings.map(outcome));
  expect(outcomes.filter((code) => code !== "admitted" && code !== "rate.limited")).toEqual([]);
  return outcomes.filter((code) => code === "admitted").length;
}

const times = <T>(n: number, thing: T): T[] => Array.from({ length: n }, () => thing);

describe("a limit of ten a minute", () => {
  test("admits ten, tells what is left, and refuses the eleventh with the seconds to wait [C-137]", async () => {
    const limiter = limiterOn();
    const claims = [{ policy: policy(), subject: fresh() }];
    const left: number[] = [];
    for (let n = 0; n < 10; n += 1) left.push((await limiter.take(claims)).remaining);
    expect(left).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    const error: unknown = await Promise.resolve()
      .then(() => limiter.take(claims))
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "rate.limited" });
    const retryAfter = error instanceof Problem ? (error.retryAfter ?? 0) : 0;
    expect(retryAfter).toBeGreaterThan(45);
    expect(retryAfter).toBeLessThanOrEqual(75);
  });

  test("counts each subject for itself: one account's flood takes nothing from another's [C-137]", async () => {
    const limiter = limiterOn();
    const [mine, foreign] = [fresh(), fresh()];
    const takeAs = (subject: string) => () => limiter.take([{ policy: policy(), subject }]);
    expect(await admittedOf(times(300, takeAs(foreign)))).toBe(10);
    expect(await admittedOf(times(10, takeAs(mine)))).toBe(10);
  });

  test("costs nothing where another count refuses the request", async () => {
    const limiter = limiterOn({ clock: () => standing });
    const [address, account] = [fresh(), fresh()];
    const perAddress = { policy: policy({ name: "address", quota: 3 }), subject: address };
    const perAccount = { policy: policy({ name: "account", quota: 5 }), subject: account };
    expect(await admittedOf(times(100, () => limiter.take([perAddress, perAccount])))).toBe(3);
    expect(await admittedOf(times(100, () => limiter.take([perAccount])))).toBe(2);
  });

  test("is asked for in one statement for all counts of all requests that wait", async () => {
    const statements: unknown[] = [];
    const limiter = limiterOn({ sql: noting(statements) });
    const claims = ["a", "b", "c"].map((name) => ({ policy: policy({ name }), subject: fresh() }));
    expect(await admittedOf(times(10, () => limiter.take(claims)))).toBe(10);
    expect(statements).toHaveLength(1);
  });

  test("of a policy that cannot be kept is refused", () => {
    for (const wrong of [{ quota: 0 }, { lease: 11 }, { windowSeconds: 0.5 }, { quota: Number.NaN }]) {
      expect(() => limiterOn().take([{ policy: policy(wrong), subject: "x" }])).toThrow(RangeError);
    }
  });
});

/** The control database's pool, noting each statement that is sent through it. */
function noting(statements: unknown[]): Sql {
  return new Proxy(cluster.directory, {
    apply(target, _, args: Parameters<Sql>): unknown {
      statements.push(args[0]);
      return target(...args);
    },
  });
}

describe("a limit shared by several processes", () => {
  test("is kept exactly when two pools spend it at once [C-137] [C-138]", async () => {
    const other = await testClusterOf(cluster);
    const exact = { policy: policy({ quota: 50 }), subject: fresh() };
    const limiters = [limiterOn(), limiterOn({ sql: other })];
    const takings = limiters.flatMap((limiter) => times(100, () => limiter.take([exact])));
    expect(await admittedOf(takings)).toBe(50);
    await other.end();
  });

  test("is kept exactly when three processes spend it at once [C-137]", async () => {
    const subject = fresh();
    const admitted = await spendInProcesses(3, { quota: 90, lease: 1, subject });
    expect(admitted.reduce((sum, n) => sum + n, 0)).toBe(90);
    expect(Math.max(...admitted)).toBeLessThan(90);
  });

  test("is never exceeded when processes lease shares of it", async () => {
    const subject = fresh();
    const admitted = await spendInProcesses(3, { quota: 90, lease: 25, subject });
    expect(admitted.reduce((sum, n) => sum + n, 0)).toBe(90);
  });
});

const testClusterOf = async (other: Cluster) => other.serverOf(null).connect(other.names.directory, "app", { max: 4 });

/** One moment: units that are leased before the end of a quarter of the window and not spent by then would be lost. */
const standing = seconds(1_000_000_000);

/**
 * Spends in so many processes until each is refused, all at once from when the last of them is there.
 * @returns how often each was admitted
 */
async function spendInProcesses(
  count: number,
  { quota, lease, subject }: { quota: number; lease: number; subject: string },
): Promise<number[]> {
  const facts = [inject("postgresSocket"), cluster.names.directory, subject, quota, lease, standing].map(String);
  const children = times(count, facts).map((args) => fork(new URL("spender.ts", import.meta.url), args));
  const hear = async (child: ChildProcess): Promise<unknown> => {
    const ended = once(child, "exit").then(([code]) => Promise.reject(new Error(`the process ended with ${code}`)));
    return (await Promise.race([once(child, "message"), ended]))[0];
  };
  await Promise.all(children.map(hear));
  const spent = children.map(async (child) => Number(await hear(child)));
  for (const child of children) child.send("begin");
  return Promise.all(spent);
}

describe("processes that count the same subjects in different order", () => {
  test("do not wait for each other", async () => {
    const other = await testClusterOf(cluster);
    const claims = Array.from({ length: 200 }, () => ({ policy: policy({ quota: 1000 }), subject: fresh() }));
    const [forward, backward] = [limiterOn(), limiterOn({ sql: other })];
    for (let round = 0; round < 120; round += 1) {
      const takings = [() => forward.take(claims), () => backward.take(claims.toReversed())];
      expect(await admittedOf(takings)).toBe(2);
    }
    await other.end();
  });
});

describe("a leased limit", () => {
  const leased = policy({ quota: 100, lease: 20 });

  test("asks the database once for twenty requests and answers the others at once", async () => {
    const statements: unknown[] = [];
    const limiter = limiterOn({ sql: noting(statements), clock: () => standing });
    const claims = [{ policy: leased, subject: fresh() }];
    await limiter.take(claims);
    const inMemory = times(19, claims).map((same) => limiter.take(same));
    expect(inMemory.every((facts) => !(facts instanceof Promise))).toBe(true);
    expect(statements).toHaveLength(1);
    expect(limiter.take(claims)).toBeInstanceOf(Promise);
  });

  test("that another process holds is refused here, and what is unspent at the end of its slot comes back later", async () => {
    let now = seconds(1_000_000_020);
    const [mine, other] = [limiterOn({ clock: () => now }), limiterOn({ clock: () => now })];
    const claims = [{ policy: policy({ quota: 20, lease: 20 }), subject: fresh() }];
    await other.take(claims);
    expect(await outcome(() => mine.take(claims))).toBe("rate.limited");
    now += seconds(15);
    expect(await outcome(() => other.take(claims))).toBe("rate.limited");
    now += seconds(60);
    expect(await outcome(() => mine.take(claims))).toBe("admitted");
  });
});

describe("a window", () => {
  test("never holds more than the quota, wherever it begins, and a window and a quarter never refuses below it", async () => {
    const actions = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: seconds(40) }), requests: fc.integer({ min: 1, max: 7 }) }),
      { minLength: 5, maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1_000_000, max: 2_000_000 }), actions, async (start, steps) => {
        let now = seconds(start);
        const limiters = [limiterOn({ clock: () => now }), limiterOn({ clock: () => now })];
        const claims = [{ policy: policy({ quota: 8 }), subject: fresh() }];
        const admittedAt: number[] = [];
        const within = (milliseconds: number) => admittedAt.filter((at) => at > now - milliseconds).length;
        for (const [index, { wait, requests }] of steps.entries()) {
          now += wait;
          for (let n = 0; n < requests; n += 1) {
            const limiter = limiters[(index + n) % 2] ?? limiterOn();
            const admitted = (await outcome(() => limiter.take(claims))) === "admitted";
            expect(admitted || within(seconds(75)) >= 8).toBe(true);
            if (admitted) admittedAt.push(now);
            expect(within(seconds(60))).toBeLessThanOrEqual(8);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  test("opens again after exactly the seconds that the refusal named", async () => {
    let now = seconds(1_000_000_003);
    const limiter = limiterOn({ clock: () => now });
    const claims = [{ policy: policy({ quota: 2 }), subject: fresh() }];
    await limiter.take(claims);
    now += seconds(20);
    await limiter.take(claims);
    const refusal: unknown = await Promise.resolve()
      .then(() => limiter.take(claims))
      .catch((error: unknown) => error);
    const retryAfter = refusal instanceof Problem ? (refusal.retryAfter ?? 0) : 0;
    now += seconds(retryAfter - 1);
    expect(await outcome(() => limiter.take(claims))).toBe("rate.limited");
    now += seconds(1);
    expect(await outcome(() => limiter.take(claims))).toBe("admitted");
  });

  test("survives a database clock that was a day ahead and is set right", async () => {
    let now = seconds(2_000_000);
    const limiterNow = () => limiterOn({ clock: () => now });
    const claims = [{ policy: policy({ quota: 2 }), subject: fresh() }];
    expect(await admittedOf(times(3, () => limiterNow().take(claims)))).toBe(2);
    now -= seconds(86_400);
    expect(await outcome(() => limiterNow().take(claims))).toBe("rate.limited");
    now += seconds(75);
    expect(await outcome(() => limiterNow().take(claims))).toBe("admitted");
  });

  test("that is past is pruned, and one that still counts is not", async () => {
    let now = seconds(3_000_000);
    const limiter = limiterOn({ clock: () => now });
    await cluster.directory`delete from rate_limits`;
    await limiter.take([{ policy: policy(), subject: fresh() }]);
    now += seconds(60);
    const young = [{ policy: policy({ quota: 1 }), subject: fresh() }];
    await limiter.take(young);
    expect(await limiter.prune()).toBe(0);
    now += seconds(15);
    expect(await limiter.prune()).toBe(1);
    expect(await outcome(() => limiterOn({ clock: () => now }).take(young))).toBe("rate.limited");
  });
});

describe("the limits of requests", () => {
  const takeRead =
    (limiter: ReturnType<typeof createRequestLimiter>, address: string, accountId: string | null) => () =>
      limiter.take("read", { address, accountId });
  const few = { address: policy({ name: "a", quota: 4 }), account: policy({ name: "b", quota: 6 }) };
  const limits = { auth: few, write: few, read: few, guard: few, record: few };

  test("are stricter and exact on routes that take passwords or send mail [C-138]", () => {
    const { auth, write, read } = requestLimits;
    for (const kind of ["address", "account"] as const) {
      expect(auth[kind].lease).toBe(1);
      expect(auth[kind].quota * 5).toBeLessThanOrEqual(write[kind].quota);
      expect(auth[kind].quota * 5).toBeLessThanOrEqual(read[kind].quota);
    }
  });

  test("hold per address and per account [C-137]", async () => {
    const limiter = createRequestLimiter(limiterOn({ clock: () => standing }), limits);
    const account = fresh();
    expect(await admittedOf(times(9, takeRead(limiter, "203.0.113.1", account)))).toBe(4);
    expect(await admittedOf(times(9, takeRead(limiter, "203.0.113.2", account)))).toBe(2);
    expect(await admittedOf(times(9, takeRead(limiter, "203.0.113.2", fresh())))).toBe(2);
  });

  test("count the addresses of one IPv6 /64 as one, and those of the next as another", async () => {
    const limiter = createRequestLimiter(limiterOn(), limits);
    const inOne = Array.from({ length: 50 }, (_, n) => takeRead(limiter, `2001:db8:7:7:${n}::${n}`, null));
    expect(await admittedOf(inOne)).toBe(4);
    expect(await admittedOf(times(9, takeRead(limiter, "2001:db8:7:8::1", null)))).toBe(4);
  });

  test("of an identity end the tries from one network and leave another network some", async () => {
    const limiter = limiterOn({ clock: () => standing });
    const identity = `${fresh()} anna@example.com`;
    const tryFrom = (address: string) => () => limiter.take(identityClaims(identity, address));
    expect(await admittedOf(times(40, tryFrom("203.0.113.66")))).toBe(10);
    expect(await admittedOf(times(5, tryFrom("198.51.100.7")))).toBe(5);
    const everywhere = Array.from({ length: 40 }, (_, n) => times(9, tryFrom(`192.0.2.${n}`))).flat();
    expect(await admittedOf(everywhere)).toBe(100 - 15);
  });

  test("leave no address, account or identity in the table", async () => {
    const limiter = limiterOn();
    const account = fresh();
    await createRequestLimiter(limiter).take("auth", { address: "203.0.113.99", accountId: account });
    await limiter.take(identityClaims(`${account} canary@example.com`, "203.0.113.99"));
    const rows = JSON.stringify(await cluster.directory`select * from rate_limits`);
    expect(rows).not.toContain("203.0.113.99");
    expect(rows).not.toContain(account);
    expect(rows).not.toContain("canary");
    const other = createRateLimiter({ sql: cluster.directory, key: new Secret(new Uint8Array(32).fill(8)) });
    const [before] = await cluster.directory<{ n: number }[]>`select count(*) as n from rate_limits`;
    await createRequestLimiter(other).take("auth", { address: "203.0.113.99", accountId: account });
    const [after] = await cluster.directory<{ n: number }[]>`select count(*) as n from rate_limits`;
    expect(after?.n).toBe((before?.n ?? 0) + 2);
  });
});
