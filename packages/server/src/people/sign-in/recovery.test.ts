import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  answerChallenge,
  type App,
  makeRecoveryCodes,
  passwordStep,
  setUpApp,
} from "../../../../../test/support/authenticator-app.ts";
import {
  type Deployment,
  mailedToken,
  type Member,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { days, hours, minutes } from "../../kernel/clock.ts";

let holdfast: Deployment;
let owner: Member;
let ada: Member;
let app: App;

beforeAll(async () => {
  holdfast = await startDeployment();
});
afterAll(() => holdfast.stop());

const post = (url: string, body: object, token?: string) =>
  holdfast.call({ method: "POST", url, body, ...(token !== undefined && { token }) });

const put = (url: string, body: object) => holdfast.call({ method: "PUT", url, token: owner.token, body });

async function askForNoFactor() {
  const read = await holdfast.call({ method: "GET", url: "/v1/policy", token: owner.token });
  const { version, settings } = read.json();
  return put("/v1/policy", { version, settings: { ...settings, factorRequired: "none" }, reason: "because of a test" });
}

/** Somebody with an app, recovery codes and a session that is open elsewhere. */
async function newcomer(): Promise<void> {
  // The clock moves by weeks in here: an account of its own each time.
  owner = await holdfast.account();
  ada = await holdfast.member(owner, "developer");
  app = await setUpApp(holdfast, ada);
  await makeRecoveryCodes(holdfast, ada);
}

const challenge = async (): Promise<string> => (await passwordStep(holdfast, ada)).challenge;

const linksMailed = (): number =>
  holdfast.inbox.list().filter(({ to, text }) => to === ada.email && text.includes("/recovery#token=")).length;

async function began(): Promise<{ readyAt: string }> {
  const before = linksMailed();
  expect((await post("/v1/auth/recovery", { challenge: await challenge() })).statusCode).toBe(202);
  await expect.poll(linksMailed).toBe(before + 1);
  const token = await mailedToken(holdfast.inbox, ada.email, "/recovery");
  const answer = await post("/v1/auth/recovery/begin", { token });
  expect(answer.statusCode).toBe(200);
  expect((await post("/v1/auth/recovery/begin", { token })).json().code).toBe("token.invalid");
  return answer.json();
}
const finish = async () => post("/v1/auth/recovery/finish", { challenge: await challenge() });

describe("somebody who lost every second factor", () => {
  test("gets back in by password and mailbox, after the wait, to set up another factor and nothing else [C-115]", async () => {
    await newcomer();
    const { readyAt } = await began();
    expect(Date.parse(readyAt) - holdfast.now()).toBeGreaterThan(hours(24) - minutes(1));
    expect((await passwordStep(holdfast, ada)).recovery).toEqual({ readyAt });
    expect((await finish()).json().code).toBe("recovery.not_ready");
    holdfast.advance(hours(24));
    const done = await finish();
    expect([done.statusCode, done.json().step]).toEqual([200, "enrol"]);
    const token = done.json().accessToken;
    const closed = await holdfast.call({ method: "GET", url: "/v1/users", token });
    expect(closed.json().code).toBe("factor.enrolment_required");
    const held = await holdfast.call({ method: "GET", url: "/v1/me/factors", token });
    expect(held.json()).toMatchObject({ totp: null, passkeys: 0, recoveryCodes: null });
    expect((await holdfast.call({ method: "GET", url: "/v1/me", token: ada.token })).statusCode).toBe(401);
    await setUpApp(holdfast, { token });
    expect((await holdfast.call({ method: "GET", url: "/v1/users", token })).statusCode).toBe(200);
    owner = await signInAs(holdfast, owner);
    const events = await eventsOf(holdfast, owner, { target: ada.userId });
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["recovery.started", "recovery.completed"]),
    );
    await expect
      .poll(
        () => holdfast.inbox.list().filter(({ to, subject }) => to === ada.email && /recover/i.test(subject)).length,
      )
      .toBeGreaterThanOrEqual(2);
  });

  test.each([
    ["a policy", () => askForNoFactor()],
    ["a role", () => put(`/v1/users/${ada.userId}/role`, { role: "monitor" })],
  ])("stays shut in when %s that asks for no second factor is given meanwhile [C-115]", async (_what, give) => {
    await newcomer();
    await began();
    holdfast.advance(hours(24));
    const token = (await finish()).json().accessToken;
    owner = await signInAs(holdfast, owner);
    await setUpApp(holdfast, owner);
    expect((await give()).statusCode).toBe(200);
    const list = () => holdfast.call({ method: "GET", url: "/v1/users", token });
    expect((await list()).json().code).toBe("factor.enrolment_required");
    await setUpApp(holdfast, { token });
    expect((await list()).statusCode).toBe(200);
  });

  test("is shut in by the next sign-in as well, though it takes the password alone and the policy asks for no factor [C-115]", async () => {
    await newcomer();
    await setUpApp(holdfast, owner);
    expect((await askForNoFactor()).statusCode).toBe(200);
    await began();
    holdfast.advance(hours(24));
    const { accessToken: token } = (await finish()).json();
    const again = await passwordStep(holdfast, ada);
    expect(again.step).toBe("enrol");
    const closed = await holdfast.call({ method: "GET", url: "/v1/users", token: again.accessToken });
    expect(closed.json().code).toBe("factor.enrolment_required");
    await setUpApp(holdfast, { token });
    expect((await passwordStep(holdfast, ada)).step).toBe("factor");
  });

  test("is not let in early or late, however often it is asked for", async () => {
    await newcomer();
    const first = await began();
    holdfast.advance(hours(12));
    const again = await began();
    expect(again.readyAt).toBe(first.readyAt);
    holdfast.advance(days(8));
    expect((await passwordStep(holdfast, ada)).recovery).toBeNull();
    expect((await finish()).json().code).toBe("recovery.not_ready");
  });

  test("finishes once, of eight tries at once", async () => {
    await newcomer();
    await began();
    holdfast.advance(hours(24));
    const tries = await Promise.all(Array.from({ length: 8 }, challenge));
    const answers = await Promise.all(tries.map((each) => post("/v1/auth/recovery/finish", { challenge: each })));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  });

  test("who is vouched for by an administrator needs the password still, and the wait", async () => {
    await newcomer();
    const vouch = (by: Member, id = ada.userId) =>
      holdfast.call({ method: "POST", url: `/v1/users/${id}/recovery`, token: by.token });
    expect((await vouch(owner)).json().code).toBe("auth.factor_required");
    await setUpApp(holdfast, owner);
    expect((await vouch(owner)).statusCode).toBe(201);
    expect((await vouch(owner, owner.userId)).json().code).toBe("user.is_self");
    expect((await finish()).json().code).toBe("recovery.not_ready");
    holdfast.advance(hours(24));
    expect((await finish()).json().step).toBe("enrol");
  });
});

describe("a recovery that somebody else began", () => {
  test("ends by the link in the mail, once", async () => {
    await newcomer();
    await began();
    const token = await mailedToken(holdfast.inbox, ada.email, "/cancel-recovery");
    expect((await post("/v1/auth/recovery/cancel", { token })).statusCode).toBe(200);
    expect((await post("/v1/auth/recovery/cancel", { token })).json().code).toBe("token.invalid");
    holdfast.advance(hours(24));
    expect((await finish()).json().code).toBe("recovery.not_ready");
  });

  test("ends when the person signs in with a second factor", async () => {
    await newcomer();
    await began();
    const proof = { kind: "totp", code: app.code() };
    expect((await answerChallenge(holdfast, await challenge(), proof)).statusCode).toBe(200);
    holdfast.advance(hours(24));
    expect((await passwordStep(holdfast, ada)).recovery).toBeNull();
    expect((await finish()).json().code).toBe("recovery.not_ready");
  });

  test("cannot be begun by the mailbox alone: a password that was set by mail is no other proof than the mail", async () => {
    await newcomer();
    await post("/v1/auth/forgot-password", { email: ada.email });
    const token = await mailedToken(holdfast.inbox, ada.email, "/reset");
    ada = { ...ada, password: "orchid-lantern-47-velvet-moth" };
    expect((await post("/v1/auth/reset-password", { token, password: ada.password })).statusCode).toBe(200);
    expect((await post("/v1/auth/recovery", { challenge: await challenge() })).json().code).toBe("recovery.same_proof");
    // Set anew by somebody who has the factor, it is a proof of its own again.
    const signedIn = await answerChallenge(holdfast, await challenge(), { kind: "totp", code: app.code() });
    const change = { currentPassword: ada.password, newPassword: "saffron-glacier-82-tin-whistle" };
    expect((await post("/v1/me/password", change, signedIn.json().accessToken)).statusCode).toBe(200);
    ada = { ...ada, password: change.newPassword };
    expect((await post("/v1/auth/recovery", { challenge: await challenge() })).statusCode).toBe(202);
  });

  test("cannot be finished by the mailbox alone, with a password that was set by mail while it waited", async () => {
    await newcomer();
    await began();
    await post("/v1/auth/forgot-password", { email: ada.email });
    const token = await mailedToken(holdfast.inbox, ada.email, "/reset");
    ada = { ...ada, password: "orchid-lantern-47-velvet-moth" };
    expect((await post("/v1/auth/reset-password", { token, password: ada.password })).statusCode).toBe(200);
    holdfast.advance(hours(24));
    expect((await finish()).json().code).toBe("recovery.same_proof");
    // Somebody who knows them makes it two proofs again, and the wait begins anew.
    owner = await signInAs(holdfast, owner);
    await setUpApp(holdfast, owner);
    const url = `/v1/users/${ada.userId}/recovery`;
    expect((await holdfast.call({ method: "POST", url, token: owner.token })).statusCode).toBe(201);
    expect((await finish()).json().code).toBe("recovery.not_ready");
    holdfast.advance(hours(24));
    expect((await finish()).json().step).toBe("enrol");
  });

  test("is not another account's: its challenge and its tokens lead nowhere there", async () => {
    await newcomer();
    await began();
    const globex = await holdfast.account();
    const moved = (token: string) => token.replace(ada.accountId.slice(4), globex.accountId.slice(4));
    const cancel = moved(await mailedToken(holdfast.inbox, ada.email, "/cancel-recovery"));
    expect((await post("/v1/auth/recovery/cancel", { token: cancel })).json().code).toBe("token.invalid");
    const foreign = await post("/v1/auth/recovery/finish", { challenge: moved(await challenge()) });
    expect(foreign.json().code).toBe("challenge.invalid");
    await setUpApp(holdfast, globex);
    const vouched = await holdfast.call({
      method: "POST",
      url: `/v1/users/${ada.userId}/recovery`,
      token: globex.token,
    });
    expect(vouched.json().code).toBe("user.not_found");
  });
});
