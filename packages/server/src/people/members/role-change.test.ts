import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";

let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
afterAll(() => holdfast.stop());

const give = (who: Member, role: string, by = owner) =>
  holdfast.call({ method: "PUT", url: `/v1/users/${who.userId}/role`, token: by.token, body: { role } });
const isTold = (to: string, subject: RegExp) => () =>
  holdfast.inbox.list().some((mail) => mail.to === to && subject.test(mail.subject));
const later = { timeout: 5000 };

describe("another role", () => {
  test("that gives more is told to its holder and to the administrators, with both names [C-193]", async () => {
    const who = await holdfast.member(owner, "monitor");
    expect((await give(who, "admin")).statusCode).toBe(200);
    for (const to of [who.email, owner.email]) await expect.poll(isTold(to, /raised/), later).toBe(true);
    const mail = holdfast.inbox.list().find(({ to, subject }) => to === who.email && /raised/.test(subject));
    expect(mail?.text).toMatch(/Monitor[\s\S]*Admin|Admin[\s\S]*Monitor/);
  });

  test("that only takes is told to its holder", async () => {
    const who = await holdfast.member(owner, "admin");
    await give(who, "developer");
    await expect.poll(isTold(who.email, /role .* was changed/), later).toBe(true);
    expect(holdfast.inbox.list().some(({ to, subject }) => to === who.email && /raised/.test(subject))).toBe(false);
  });

  test("that is the same tells nobody", async () => {
    const who = await holdfast.member(owner, "developer");
    const before = holdfast.inbox.list().length;
    expect((await give(who, "developer")).statusCode).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(
      holdfast.inbox
        .list()
        .slice(before)
        .filter(({ to }) => to === who.email),
    ).toEqual([]);
  });

  test("of a suspended user is given too: they are no owner while they cannot sign in", async () => {
    const second = await holdfast.member(owner, "root");
    const suspend = { method: "POST", url: `/v1/users/${second.userId}/suspend`, token: owner.token } as const;
    expect((await holdfast.call(suspend)).statusCode).toBe(200);
    expect((await give(owner, "admin")).json().code).toBe("role.last_protected");
    expect((await give(second, "developer")).json()).toMatchObject({ user: { role: "developer", suspended: true } });
  });
});
