import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Captcha, CaptchaUse } from "./captcha.ts";

export interface CaptchaUnderTest {
  readonly captcha: Captcha;
  /** The answer of somebody who solved it. */
  answerFor(use: CaptchaUse): Promise<string>;
  stop(): Promise<void>;
}

const use: CaptchaUse = { action: "sign_in", network: "203.0.113.7" };

/** What every CAPTCHA does, whoever makes it. */
export function describeCaptcha(name: string, make: () => Promise<CaptchaUnderTest>): void {
  describe(`a CAPTCHA by ${name}`, () => {
    let under: CaptchaUnderTest;
    beforeAll(async () => {
      under = await make();
    });
    afterAll(() => under.stop());

    test("lets whoever solved it through, and says until when the answer could come again", async () => {
      const solved = await under.captcha.check(await under.answerFor(use), use);
      expect(solved?.expiresAt).toBeGreaterThan(Date.now());
      expect(solved?.mark).not.toBe("");
    });

    test("marks one answer as the same however often it comes, and two as different", async () => {
      const [first, second] = [await under.answerFor(use), await under.answerFor(use)];
      const marks = [];
      for (const answer of [first, first, second]) marks.push((await under.captcha.check(answer, use))?.mark ?? null);
      // Who makes it may refuse the repetition itself; what is told must not be a new mark.
      expect([marks[0], null]).toContain(marks[1]);
      expect(marks[2]).not.toBe(marks[0]);
    });

    test.each([
      "",
      "x",
      "e30=",
      "bnVsbA==",
      Buffer.from('{"challenge":{},"solution":{}}').toString("base64"),
      "A".repeat(4096),
    ])("refuses %j", async (answer) => {
      expect(await under.captcha.check(answer, use)).toBeNull();
    });

    test("says what a browser needs, and for what", async () => {
      const challenge = await under.captcha.challenge(use, 0);
      expect(challenge.action).toBe("sign_in");
      expect([challenge.challenge, challenge.siteKey].filter((part) => part !== null)).toHaveLength(1);
    });
  });
}
