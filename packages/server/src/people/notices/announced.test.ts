import { afterAll, beforeAll, expect, test } from "vitest";

import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { seconds } from "../../kernel/clock.ts";

let holdfast: Deployment;
let root: Member;
beforeAll(async () => {
  holdfast = await startDeployment();
  root = await holdfast.account();
});
afterAll(() => holdfast.stop());

const told = (subject: RegExp): string[] =>
  holdfast.inbox
    .list()
    .filter((mail) => subject.test(mail.subject))
    .map(({ to }) => to);

test("a looser policy is told to the administrators, a stricter one is not [C-193]", async () => {
  const write = async (sessionIdleMinutes: number) => {
    const { version, settings } = (await holdfast.call({ method: "GET", url: "/v1/policy", token: root.token })).json();
    const body = { version, settings: { ...settings, sessionIdleMinutes }, reason: "because of a test" };
    const answer = await holdfast.call({ method: "PUT", url: "/v1/policy", token: root.token, body });
    expect(answer.statusCode).toBe(200);
  };
  await write(30);
  await write(600);
  await expect.poll(() => told(/was loosened$/)).toEqual([root.email]);
});

test("a refresh token that comes back a second time is told to whose session it ended [C-193]", async () => {
  const member = await signInAs(holdfast, await holdfast.member(root, "developer"));
  const refresh = () =>
    holdfast.call({ method: "POST", url: "/v1/auth/refresh", body: { refreshToken: member.refreshToken } });
  expect((await refresh()).statusCode).toBe(200);
  holdfast.advance(seconds(10));
  expect((await refresh()).statusCode).toBe(401);
  await expect.poll(() => told(/^A session of yours .* was ended$/)).toEqual([member.email]);
});

test("sessions that an administrator ends are told to their user, and one's own to nobody", async () => {
  const member = await holdfast.member(root, "developer");
  const before = told(/^A session of yours/).length;
  const url = `/v1/users/${member.userId}/sessions`;
  const again = await signInAs(holdfast, root);
  expect((await holdfast.call({ method: "DELETE", url, token: again.token })).statusCode).toBe(200);
  await expect.poll(() => told(/^A session of yours/).length).toBe(before + 1);
  expect(told(/^A session of yours/).at(-1)).toBe(member.email);
});

test("every mail is shown at /dev/mails, to who asks for loopback by name alone", async () => {
  const get = (url: string, host: string) => holdfast.call({ method: "GET", url, headers: { host } });
  const index = await get("/dev/mails", "localhost");
  const links = [...index.body.matchAll(/href="([^"]*)"/g)].map(([, link]) => link ?? "");
  expect(links.length).toBeGreaterThan(100);
  for (const link of links.slice(0, 6)) {
    const shown = await get(link, "127.0.0.1");
    expect(shown.headers["content-type"]).toContain("text/html");
    expect(shown.headers["content-security-policy"]).not.toContain("script-src");
  }
  expect((await get("/dev/mails", "evil.example")).statusCode).toBe(404);
  expect((await get(links[0] ?? "", "evil.example")).statusCode).toBe(404);
  expect((await get("/dev/mails/no.such/person/en", "localhost")).statusCode).toBe(404);
});
