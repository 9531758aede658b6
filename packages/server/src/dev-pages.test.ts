import { afterAll, beforeAll, expect, test } from "vitest";

import { type Deployment, mailedToken, startDeployment } from "../../../test/support/deployment.ts";

let holdfast: Deployment;
beforeAll(async () => {
  holdfast = await startDeployment();
});
afterAll(() => holdfast.stop());

test("the laptop's inbox is a list of mails, newest last, whose links carry their token in the fragment", async () => {
  const { email } = await holdfast.account();
  await holdfast.call({ method: "POST", url: "/v1/auth/forgot-password", body: { email } });
  const token = await mailedToken(holdfast.inbox, email, "/reset");

  const answer = await holdfast.call({ method: "GET", url: "/dev/inbox", headers: { host: "localhost" } });
  const { items } = answer.json();
  expect(items.length).toBeGreaterThan(1);
  for (const item of items) {
    expect(item).toMatchObject({ to: email, subject: expect.any(String), text: expect.any(String) });
  }
  const times = items.map((item: { sentAt: string }) => item.sentAt);
  expect(times).toEqual(times.toSorted());
  expect(times.at(-1)).toBe(new Date(times.at(-1)).toISOString());
  expect(items.at(-1).text).toContain(`/reset#token=${token}`);
});
