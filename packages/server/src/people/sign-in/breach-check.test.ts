import { presetNames, presets } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, goodPassword, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";

const breached = "a-password-that-was-stolen-4711";
const fresh = "nobody-has-stolen-this-one-4711";
let isDown = false;
const asked: string[] = [];

let holdfast: Deployment;
beforeAll(async () => {
  const isBreached = async (password: string): Promise<boolean> => {
    asked.push(password);
    if (isDown) throw new Error("no answer");
    return password === breached;
  };
  holdfast = await startDeployment({ breaches: { isBreached } });
});
afterAll(() => holdfast.stop());

async function under(breachCheck: "off" | "advise" | "require"): Promise<Member> {
  const owner = await holdfast.account();
  const { version, settings } = (await holdfast.call({ method: "GET", url: "/v1/policy", token: owner.token })).json();
  const body = { version, settings: { ...settings, breachCheck }, reason: "because of a test" };
  const answer = await holdfast.call({ method: "PUT", url: "/v1/policy", token: owner.token, body });
  expect([200, 409]).toContain(answer.statusCode);
  return owner;
}

const change = async (who: Member, newPassword: string) => {
  const body = { currentPassword: goodPassword, newPassword };
  return holdfast.call({ method: "POST", url: "/v1/me/password", token: who.token, body });
};

describe("a new password under a policy that looks breaches up [C-102]", () => {
  test("asks nobody outside in any preset", async () => {
    expect(presetNames.map((name) => presets[name].breachCheck)).toEqual(presetNames.map(() => "off"));
    asked.length = 0;
    expect((await change(await holdfast.account(), breached)).statusCode).toBe(200);
    expect(asked).toEqual([]);
  });

  test("is refused when it is known and the policy requires that it is not", async () => {
    const who = await under("require");
    expect((await change(who, breached)).json().code).toBe("password.breached");
    expect((await change(who, fresh)).statusCode).toBe(200);
  });

  test("is refused when nobody can be asked and the policy requires it [C-005]", async () => {
    const who = await under("require");
    isDown = true;
    const answer = await change(who, fresh);
    isDown = false;
    expect([answer.statusCode, answer.json().code]).toEqual([503, "service.unavailable"]);
  });

  test("is accepted where the policy advises, and its user told", async () => {
    const who = await under("advise");
    expect((await change(who, breached)).statusCode).toBe(200);
    await expect
      .poll(() => holdfast.inbox.list().some(({ to, subject }) => to === who.email && /breaches/.test(subject)))
      .toBe(true);
    expect(await eventsOf(holdfast, who, { event: "password.breached" })).toHaveLength(1);
  });

  test("is accepted where the policy advises and nobody can be asked, which the operator's log says", async () => {
    const who = await under("advise");
    isDown = true;
    expect((await change(who, fresh)).statusCode).toBe(200);
    isDown = false;
    expect(holdfast.logLines.join("\n")).toContain("breaches.unavailable");
  });
});
