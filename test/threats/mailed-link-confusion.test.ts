import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { minutes } from "../../packages/server/src/kernel/clock.ts";
import { answerChallenge, setUpApp } from "../support/authenticator-app.ts";
import { type Deployment, mailedToken, type Member, publicUrl, startDeployment } from "../support/deployment.ts";

/** Whoever holds a mailed link of one kind, and tries it as another; or holds the mailbox, and not the second factor. */
let holdfast: Deployment;
let ada: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  // civiq's page promises sign-in by mailed links.
  ada = await holdfast.account({ preset: "civiq" });
});
afterAll(() => holdfast.stop());

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  holdfast.call({ method: "POST", url, body, headers });
const redeem = (token: string) => post("/v1/auth/magic-link/redeem", { token });

let seen = 0;
/** The token of a link that was mailed since the last call. */
async function magicLink(member: Member): Promise<string> {
  seen = countLinks(member);
  await post("/v1/auth/magic-link", { email: member.email, account: member.slug });
  await expect.poll(() => countLinks(member), { timeout: 5000 }).toBe(seen + 1);
  return mailedToken(holdfast.inbox, member.email, "/magic-link");
}
const countLinks = ({ email }: Member): number =>
  holdfast.inbox.list().filter((mail) => mail.to === email && mail.text.includes("/magic-link#token=")).length;

describe("a mailed link to sign in", () => {
  test("signs in once, for ten minutes, where the policy allows it [C-118]", async () => {
    const token = await magicLink(ada);
    const answer = await redeem(token);
    expect([answer.statusCode, answer.json().session.methods]).toEqual([200, ["magic_link"]]);
    expect((await redeem(token)).json().code).toBe("token.invalid");
    const late = await magicLink(ada);
    holdfast.advance(minutes(10));
    expect((await redeem(late)).json().code).toBe("token.invalid");
  });

  test("redeemed eight times at once signs in once", async () => {
    const token = await magicLink(ada);
    const answers = await Promise.all(Array.from({ length: 8 }, () => redeem(token)));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  });

  test("is not mailed where the policy says off, and one that is on its way works no more", async () => {
    const account = await holdfast.account();
    const before = holdfast.inbox.list().length;
    await post("/v1/auth/magic-link", { email: account.email });
    await holdfast.runtime.background.settled();
    expect(
      holdfast.inbox
        .list()
        .slice(before)
        .filter(({ to }) => to === account.email),
    ).toEqual([]);
    const civiq = await holdfast.account({ preset: "civiq" });
    const token = await magicLink(civiq);
    const { version, settings } = (
      await holdfast.call({ method: "GET", url: "/v1/policy", token: civiq.token })
    ).json();
    const body = { version, settings: { ...settings, magicLink: "off" } };
    expect((await holdfast.call({ method: "PUT", url: "/v1/policy", token: civiq.token, body })).statusCode).toBe(200);
    expect((await redeem(token)).json().code).toBe("token.invalid");
  });

  test("is no token for anything else, and nothing else is one", async () => {
    const token = await magicLink(ada);
    const uses: [string, object][] = [
      ["/v1/auth/verify-email", { token }],
      ["/v1/auth/reset-password", { token, password: "orchid-lantern-47-velvet-moth" }],
      ["/v1/auth/recovery/begin", { token }],
      ["/v1/auth/recovery/cancel", { token }],
      ["/v1/invitations/accept", { token, name: "Mallory", password: "orchid-lantern-47-velvet-moth" }],
    ];
    for (const [url, body] of uses) expect([url, (await post(url, body)).statusCode]).toEqual([url, 400]);
    expect((await post("/v1/auth/refresh", { refreshToken: token })).json().code).toBe("session.expired");
    expect(
      (await post("/v1/auth/factor", { challenge: token, proof: { kind: "totp", code: "000000" } })).json().code,
    ).toBe("challenge.invalid");
    await post("/v1/auth/forgot-password", { email: ada.email });
    const reset = await mailedToken(holdfast.inbox, ada.email, "/reset");
    for (const other of [reset, ada.refreshToken, `hfm_${"0".repeat(26)}_${"A".repeat(43)}`]) {
      expect((await redeem(other)).json().code).toBe("token.invalid");
    }
    // None of those tries used it up.
    expect((await redeem(token)).statusCode).toBe(200);
  });

  test("into a browser is refused from another site, so that nobody is signed in as somebody else", async () => {
    const token = await magicLink(ada);
    const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    const own = { origin: publicUrl, "sec-fetch-site": "same-origin" };
    const url = "/v1/auth/magic-link/redeem";
    expect((await post(url, { token, transport: "cookie" }, foreign)).json().code).toBe("request.cross_site");
    expect((await post(url, { token, transport: "cookie" }, own)).headers["set-cookie"]).toHaveLength(3);
  });

  test("skips no second factor, and the password does not pass for one", async () => {
    const user = await holdfast.account({ preset: "civiq" });
    const app = await setUpApp(holdfast, user);
    const step = (await redeem(await magicLink(user))).json();
    expect(step).toMatchObject({ step: "factor", factors: ["totp"], recovery: null });
    const password = { kind: "password", password: user.password };
    expect((await answerChallenge(holdfast, step.challenge, password)).json().code).toBe("factor.wrong");
    // A recovery takes the password and the mailbox; here is the mailbox alone.
    expect((await post("/v1/auth/recovery", { challenge: step.challenge })).json().code).toBe("challenge.invalid");
    const done = await answerChallenge(holdfast, step.challenge, { kind: "totp", code: app.code() });
    expect(done.json().session.methods).toEqual(["magic_link", "totp"]);
  });
});
