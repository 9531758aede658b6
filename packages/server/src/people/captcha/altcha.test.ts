import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { solve } from "../../../../../test/support/captcha.ts";
import { minutes } from "../../kernel/clock.ts";
import { Secret } from "../../kernel/secret.ts";
import { altcha } from "./altcha.ts";
import { describeCaptcha } from "./captcha.contract.ts";
import type { Captcha, CaptchaUse } from "./captcha.ts";

const key = new Secret(new Uint8Array(32).fill(3));
const use: CaptchaUse = { action: "sign_in", network: "203.0.113.7" };
let now = Date.now();
const ours = altcha({ key, clock: () => now, cost: 1 });

async function answerOf(captcha: Captcha, of = use): Promise<string> {
  const { challenge } = await captcha.challenge(of, 0);
  if (challenge === null) throw new Error("no challenge");
  return solve(challenge);
}

describeCaptcha("this server", async () => ({
  captcha: altcha({ key, clock: Date.now, cost: 1 }),
  answerFor: (of) => answerOf(altcha({ key, clock: Date.now, cost: 1 }), of),
  stop: async () => undefined,
}));

interface Payload {
  challenge: { parameters: Record<string, unknown>; signature: string };
  solution: { counter: number; derivedKey: string };
}
const altered = (answer: string, change: (payload: Payload) => void): string => {
  const payload: Payload = JSON.parse(Buffer.from(answer, "base64").toString("utf8"));
  change(payload);
  return Buffer.from(JSON.stringify(payload)).toString("base64");
};

describe("a proof of work [C-140]", () => {
  test("is good for its action and its network alone", async () => {
    const answer = await answerOf(ours);
    expect(await ours.check(answer, { ...use, action: "sign_up" })).toBeNull();
    expect(await ours.check(answer, { ...use, network: "203.0.113.8" })).toBeNull();
    expect(await ours.check(answer, use)).not.toBeNull();
  });

  test("is good for five minutes", async () => {
    const answer = await answerOf(ours);
    now += minutes(4.9);
    expect(await ours.check(answer, use)).not.toBeNull();
    now += minutes(0.2);
    expect(await ours.check(answer, use)).toBeNull();
  });

  test.each<[string, (payload: Payload) => void]>([
    ["another action", ({ challenge }) => Object.assign(challenge.parameters, { data: { ...use, action: "sign_up" } })],
    ["another network", ({ challenge }) => Object.assign(challenge.parameters, { data: { ...use, network: "::1" } })],
    ["a later end", ({ challenge }) => Object.assign(challenge.parameters, { expiresAt: 9_999_999_999 })],
    ["no cost", ({ challenge }) => Object.assign(challenge.parameters, { cost: 0 })],
    ["a shorter prefix", ({ challenge }) => Object.assign(challenge.parameters, { keyPrefix: "00" })],
    ["another nonce", ({ challenge }) => Object.assign(challenge.parameters, { nonce: "00".repeat(16) })],
    ["a signature of somebody else's", ({ challenge }) => Object.assign(challenge, { signature: "00".repeat(32) })],
    ["no solution", ({ solution }) => Object.assign(solution, { derivedKey: "00".repeat(32) })],
  ])("with %s is none", async (_name, change) => {
    const answer = await answerOf(ours);
    const uses = [use, { ...use, action: "sign_up" as const }, { ...use, network: "::1" }];
    for (const each of uses) expect(await ours.check(altered(answer, change), each)).toBeNull();
  });

  test("signed with another key is none", async () => {
    const theirs = altcha({ key: new Secret(new Uint8Array(32).fill(4)), clock: () => now, cost: 1 });
    expect(await ours.check(await answerOf(theirs), use)).toBeNull();
  });

  test("has the same mark in every writing", async () => {
    const answer = await answerOf(ours);
    const mark = (await ours.check(answer, use))?.mark;
    const spaced = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(answer, "base64").toString()), null, 2));
    const writings = [`${answer}\n`, spaced.toString("base64"), answer.replaceAll("=", "")];
    for (const writing of writings) expect((await ours.check(writing, use))?.mark).toBe(mark);
  });

  test("costs more, the more suspicious its network is", async () => {
    const least = { 0: 500, 1: 1200, 2: 2500, 3: 5000 };
    for (const suspicion of [0, 1, 2, 3] as const) {
      const { challenge } = await ours.challenge(use, suspicion);
      if (challenge === null) throw new Error("no challenge");
      const answer: Payload = JSON.parse(Buffer.from(await solve(challenge), "base64").toString());
      expect(answer.solution.counter).toBeGreaterThanOrEqual(least[suspicion]);
    }
  });

  test("is none in anything else that somebody may send", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.base64String(), fc.json()), async (answer) => {
        expect(await ours.check(answer, use)).toBeNull();
        expect(await ours.check(Buffer.from(answer).toString("base64"), use)).toBeNull();
      }),
    );
  });
});
