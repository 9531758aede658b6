import { afterAll, describe, expect, test, vi } from "vitest";

import { createGuesser } from "./guesser.ts";

/** A process that starts on a busy machine takes seconds; how long one may take is a test of its own. */
const patient = { timeLimitMs: 60_000 };
const guesser = createGuesser(patient);
afterAll(() => guesser.close());
const ask = (password: string) => guesser.guess({ password, contextTokens: ["anna"] });

describe("the guessing of passwords", { timeout: 60_000 }, () => {
  test("happens away from the event loop", async () => {
    await ask("warm up");
    let turns = 0;
    // Turns and no milliseconds: on a fast machine it takes few of those.
    const turn = (): void => {
      turns += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    await ask("fT7#q9!Zr2$Lw8@Xp4%Vn6^Bm1&Kc3*Jd5(Hs0)Gy-Ue=Io+Ra/Te?Wi>Ol<");
    clearImmediate(next);
    expect(turns).toBeGreaterThan(3);
  });

  test("answers whatever is asked", async () => {
    const shapes = [
      "p4ssw0rd",
      "@$!310",
      "19901112",
      "\u{1F600}",
      "a",
      "|-|",
      "\0",
      "\u202e",
      "__proto__",
      "constructor",
    ];
    for (const shape of shapes) {
      const { score } = await ask(shape.repeat(128).slice(0, 128));
      expect([0, 1, 2, 3, 4]).toContain(score);
    }
  });

  test("answers each question with its own answer", async () => {
    const passwords = ["password", "correct horse battery staple", "aaaaaaaaaaaa", "kx9#Qm2!vLp7wZ"];
    const scores = await Promise.all(passwords.map(async (password) => (await ask(password)).score));
    expect(scores).toEqual([0, 4, 0, 4]);
  });

  test("accepts no password when its process ends, and starts another for the next", async () => {
    const doomed = createGuesser(patient);
    const asked = doomed.guess({ password: "correct horse battery staple", contextTokens: [] });
    // No turn of the event loop passes between its start and its end, so no answer can come first.
    while (!doomed.running) await Promise.resolve();
    await Promise.all([doomed.close(), expect(asked).rejects.toMatchObject({ code: "service.unavailable" })]);
    expect((await doomed.guess({ password: "correct horse battery staple", contextTokens: [] })).score).toBe(4);
    await doomed.close();
  });

  test("accepts no password when it takes too long", async () => {
    const hasty = createGuesser({ timeLimitMs: 1, startLimitMs: 0 });
    await expect(hasty.guess({ password: "x", contextTokens: [] })).rejects.toMatchObject({
      code: "service.unavailable",
    });
    await hasty.close();
  });

  test("leaves its process the time to start", async () => {
    const quick = createGuesser({ timeLimitMs: 20, startLimitMs: 60_000 });
    expect((await quick.guess({ password: "password", contextTokens: [] })).common).toBe(true);
    await quick.close();
  });

  test("lets only so many wait", async () => {
    const narrow = createGuesser({ ...patient, limit: 2 });
    const asked = Array.from({ length: 5 }, () => narrow.guess({ password: "password", contextTokens: [] }));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    await narrow.close();
  });

  test("ends its process when nobody asks, and starts again when somebody does", async () => {
    const brief = createGuesser({ ...patient, idleMs: 20 });
    await brief.guess({ password: "password", contextTokens: [] });
    expect(brief.running).toBe(true);
    await vi.waitUntil(() => !brief.running, { timeout: 10_000 });
    expect((await brief.guess({ password: "password", contextTokens: [] })).common).toBe(true);
    await brief.close();
  });
});
