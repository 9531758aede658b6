import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Deployment,
  type Member,
  publicUrl,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { days } from "../../kernel/clock.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { remindOfChecklists } from "./index.ts";

let holdfast: Deployment;
beforeAll(async () => {
  holdfast = await startDeployment();
});
afterAll(() => holdfast.stop());

const sign = (by: Member, item: string) =>
  holdfast.call({
    method: "PUT",
    url: `/v1/checklist/${item}/signature`,
    token: by.token,
    body: { note: "Looked at every line of it." },
  });

/** An account whose people still get in when weeks have passed: nobody is asked for a second factor. */
async function lastingAccount(): Promise<Member> {
  const by = await holdfast.account();
  const policy = (await holdfast.call({ method: "GET", url: "/v1/policy", token: by.token })).json();
  const settings = { ...policy.settings, factorRequired: "none" };
  const body = { version: policy.version, settings, reason: "Weeks pass without a second factor." };
  await holdfast.call({ method: "PUT", url: "/v1/policy", token: by.token, body });
  return by;
}

describe("open items", () => {
  const told = (who: Pick<Member, "email">): string[] =>
    holdfast.inbox
      .list()
      .filter(({ to, subject }) => to === who.email && subject.startsWith("Security checklist of"))
      .map(({ text }) => text);
  const remind = () => Promise.all([1, 2, 3].map(() => remindOfChecklists(holdfast.runtime)));
  const settle = () => new Promise((resolve) => setTimeout(resolve, 1500));

  test("are mailed to who can do something about them, weekly, once by however many processes, until they look [C-131] [C-343] [C-344]", async () => {
    const by = await lastingAccount();
    const developer = await holdfast.member(by, "developer");
    const stranger = await holdfast.account();
    await remind();
    holdfast.advance(days(8));
    await remind();
    await remind();
    await expect.poll(() => [told(by).length, told(developer).length], { timeout: 5000 }).toEqual([1, 1]);
    expect(told(developer)[0]).toContain("Look for sessions that you do not know");
    expect(told(developer)[0]).toContain(`${publicUrl}/checklist`);
    expect(told(developer)[0]).not.toContain("Was it not you?");
    // The account's own items are for those who can sign them; monthly ones come with the month.
    expect(told(developer)[0]).not.toContain("Review the policy");
    expect(told(by)[0]).toContain("Review the policy");
    expect(told(by)[0]).not.toContain("Verify billing activity");
    holdfast.advance(days(1));
    for (const item of ["own.sessions", "own.notices"]) await sign(await signInAs(holdfast, developer), item);
    holdfast.advance(days(6));
    await remind();
    await expect.poll(() => told(developer).length, { timeout: 5000 }).toBe(2);
    expect(told(developer)[1]).toContain("Set up a second factor");
    expect(told(developer)[1]).not.toContain("Look for sessions that you do not know");
    for (let week = 0; week < 3; week += 1) {
      holdfast.advance(days(7));
      await remind();
    }
    await expect.poll(() => [told(by).length, told(stranger).length], { timeout: 5000 }).toEqual([5, 5]);
    expect(told(by)[4]).toContain("Verify billing activity");
    expect(told(developer)[2]).toContain("Look for sessions that you do not know");
  }, 30_000);

  test("are not mailed to who wants no such mail, to the suspended, or where nothing is open [C-190]", async () => {
    const by = await holdfast.account();
    const [quiet, suspended] = [await holdfast.member(by, "developer"), await holdfast.member(by, "developer")];
    const items = [{ notice: "checklist.due", delivery: "off" }];
    await holdfast.call({ method: "PUT", url: "/v1/me/notices", token: quiet.token, body: { items } });
    await holdfast.call({ method: "POST", url: `/v1/users/${suspended.userId}/suspend`, token: by.token });
    holdfast.advance(days(8));
    await remind();
    await expect.poll(() => told(by).length, { timeout: 5000 }).toBe(1);
    await settle();
    expect([told(quiet), told(suspended)]).toEqual([[], []]);
  });

  test("of another account are reminded of there alone", async () => {
    const [by, stranger] = [await holdfast.account(), await holdfast.account()];
    holdfast.advance(days(8));
    await remind();
    const rows = (of: Member) =>
      withAccount(
        holdfast.runtime.directory,
        of.accountId,
        ({ sql }) => sql<{ userId: string }[]>`select distinct user_id from checklist_reminders`,
      );
    expect((await rows(by)).map(({ userId }) => userId)).toEqual([by.userId]);
    expect((await rows(stranger)).map(({ userId }) => userId)).toEqual([stranger.userId]);
  });
});
