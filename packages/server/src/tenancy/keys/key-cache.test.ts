import { afterEach, describe, expect, test } from "vitest";

import { minutes } from "../../kernel/clock.ts";
import { UnlockedCache, type Wipeable } from "./key-cache.ts";

class Unlocked implements Wipeable {
  readonly owner: string;
  wiped = false;

  constructor(owner: string) {
    this.owner = owner;
  }

  wipe(): void {
    this.wiped = true;
  }
}

let now = 0;
const caches: UnlockedCache<Unlocked>[] = [];
function newCache(capacity = 10): UnlockedCache<Unlocked> {
  now = 0;
  const cache = new UnlockedCache<Unlocked>({ capacity, clock: () => now, ttlMs: minutes(5), graceMs: minutes(1) });
  caches.push(cache);
  return cache;
}
afterEach(() => {
  for (const cache of caches.splice(0)) cache.close();
});

const load = (owner: string) => async () => new Unlocked(owner);

describe("an unlocked key", () => {
  test("is unlocked once for many who ask at once", async () => {
    const cache = newCache();
    let loads = 0;
    const all = Array.from({ length: 50 }, () =>
      cache.open("a", async () => {
        loads += 1;
        await Promise.resolve();
        return new Unlocked("a");
      }),
    );
    expect(new Set(await Promise.all(all)).size).toBe(1);
    expect(loads).toBe(1);
  });

  test("is read again after its time, and overwritten a request's length later", async () => {
    const cache = newCache();
    const first = await cache.open("a", load("a"));
    now = minutes(5) - 1;
    expect(await cache.open("a", load("a"))).toBe(first);
    now = minutes(5);
    const second = await cache.open("a", load("a"));
    expect(second).not.toBe(first);
    expect(first.wiped).toBe(false);
    now = minutes(6);
    cache.sweep();
    expect([first.wiped, second.wiped]).toEqual([true, false]);
  });

  test("is overwritten although nobody asks for it again", async () => {
    const cache = newCache();
    const value = await cache.open("a", load("a"));
    now = minutes(5);
    cache.sweep();
    expect([cache.size, value.wiped]).toEqual([0, false]);
    now = minutes(6);
    cache.sweep();
    expect(value.wiped).toBe(true);
  });

  test("is overwritten at once when it is forgotten, even in the hands of a request", async () => {
    const cache = newCache();
    const old = await cache.open("a", load("a"));
    now = minutes(5);
    const held = await cache.open("a", load("a"));
    cache.forget("a");
    expect([old.wiped, held.wiped]).toEqual([true, true]);
  });

  test("that has changed is read again, and left to the request that has it", async () => {
    const cache = newCache();
    const held = await cache.open("a", load("a"));
    cache.refresh("a");
    expect(await cache.open("a", load("a"))).not.toBe(held);
    expect(held.wiped).toBe(false);
  });

  test.each(["refresh", "forget"] as const)(
    "that is met by a %s while it is being unlocked is given to nobody",
    async (notice) => {
      const cache = newCache();
      const early = new Unlocked("early");
      const late = new Unlocked("late");
      let finish = (): void => {};
      const blocked = new Promise<void>((resolve) => (finish = resolve));
      const answers = [early, late];
      const opening = cache.open("a", async () => {
        const answer = answers.shift() ?? late;
        if (answer === early) await blocked;
        return answer;
      });
      cache[notice]("a");
      finish();
      expect(await opening).toBe(late);
      expect([early.wiped, late.wiped]).toEqual([true, false]);
    },
  );

  test("is not kept when unlocking failed, and the next to ask tries again", async () => {
    const cache = newCache();
    await expect(cache.open("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect((await cache.open("a", load("a"))).owner).toBe("a");
  });
});

describe("the cache", () => {
  test("holds no more than its capacity, least recently used out first, and overwrites those", async () => {
    const cache = newCache(3);
    const values = new Map<string, Unlocked>();
    for (const owner of ["a", "b", "c"]) values.set(owner, await cache.open(owner, load(owner)));
    await cache.open("a", load("a"));
    for (const owner of ["d", "e"]) values.set(owner, await cache.open(owner, load(owner)));
    expect(cache.size).toBe(3);
    now = minutes(1);
    cache.sweep();
    expect([...values].filter(([, value]) => value.wiped).map(([owner]) => owner)).toEqual(["b", "c"]);
  });

  test("keeps its bound under thrashing: the grace gives way", async () => {
    const cache = newCache(3);
    const values = [];
    for (let i = 0; i < 100; i += 1) values.push(await cache.open(`a${i}`, load("x")));
    expect(values.filter((value) => !value.wiped)).toHaveLength(6);
  });

  test("hits 99 times in 100 with 10,000 accounts in any order, once it has seen them", async () => {
    const cache = newCache(10_000);
    const visit = (n: number) => cache.open(`acc_${n}`, load("x"));
    for (let i = 0; i < 10_000; i += 1) await visit(i);
    Object.assign(cache.counts, { hits: 0, misses: 0 });
    for (let i = 0; i < 50_000; i += 1) await visit(Math.floor(Math.random() * 10_000));
    const { hits, misses } = cache.counts;
    expect(hits / (hits + misses)).toBeGreaterThanOrEqual(0.99);
  });

  test("overwrites everything when it is closed, and opens nothing any more", async () => {
    const cache = newCache();
    const value = await cache.open("a", load("a"));
    let finish = (): void => {};
    const blocked = new Promise<void>((resolve) => (finish = resolve));
    const late = new Unlocked("b");
    const opening = cache.open("b", async () => blocked.then(() => late));
    cache.close();
    finish();
    await expect(opening).rejects.toThrow("service.unavailable");
    await expect(cache.open("a", load("a"))).rejects.toThrow("service.unavailable");
    expect([value.wiped, late.wiped, cache.size]).toEqual([true, true, 0]);
  });
});
