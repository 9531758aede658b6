import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import {
  type Deployment,
  goodPassword,
  mailedToken,
  type Member,
  publicUrl,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { forged } from "../../../../../test/support/forged.ts";
import {
  type IdentityProvider,
  linkGoogle,
  startIdentityProvider,
} from "../../../../../test/support/identity-provider.ts";
import { minutes } from "../../kernel/clock.ts";
import { withAccount } from "../../tenancy/directory/index.ts";

let provider: IdentityProvider;
let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  provider = await startIdentityProvider();
  holdfast = await startDeployment({ google: provider.client });
});
beforeEach(async () => {
  provider.addressesVerified = true;
  // Conviro's page promises sign-in with Google.
  owner = await holdfast.account({ preset: "conviro" });
});
afterAll(async () => {
  await holdfast.stop();
  await provider.stop();
});

const own = { origin: publicUrl, "sec-fetch-site": "same-origin" };
const post = (url: string, body?: object, headers: Record<string, string> = own, by?: Member) =>
  holdfast.call({
    method: "POST",
    url,
    headers,
    ...(body !== undefined && { body }),
    ...(by !== undefined && { token: by.token }),
  });
type Answer = Awaited<ReturnType<typeof post>>;
const told = (answer: Answer): [status: number, code: string | undefined] => [answer.statusCode, answer.json().code];
const dead = [400, "token.invalid"];
const refused = [401, "google.refused"];

/** The subject is whoever has the invited address at the provider. */
async function invited(by = owner, role = "agent") {
  const subject = `grace-${randomBytes(5).toString("hex")}`;
  const email = `${subject}@example.com`;
  const answer = await post("/v1/invitations", { email, role }, own, by);
  expect(answer.statusCode).toBe(201);
  return { subject, email, id: answer.json().id, token: await mailedToken(holdfast.inbox, email, "/join") };
}

const name = "Grace Hopper";

interface Browser {
  readonly url: string;
  readonly cookie: string;
}

/** What a browser holds that is on its way to the provider. */
async function leave(path: string, body: object): Promise<Browser> {
  const answer = await post(path, body);
  expect(told(answer)).toEqual([200, undefined]);
  const [line = ""] = [answer.headers["set-cookie"] ?? []].flat();
  expect(line).toMatch(/^__Host-holdfast-google=\S+; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=600$/);
  return { url: answer.json().url, cookie: line.slice(0, line.indexOf(";")) };
}
const begin = (token: string) => leave("/v1/invitations/google", { token, name });
const beginSignIn = (account: Member) => leave("/v1/auth/google", { account: account.slug });

const finish = ({ cookie }: Browser, returned: string) =>
  post("/v1/invitations/google/finish", { returned }, { ...own, cookie });
const finishSignIn = ({ cookie }: Browser, returned: string) =>
  post("/v1/auth/google/finish", { returned }, { ...own, cookie });

async function joinAs(subject: string, token: string): Promise<Answer> {
  const browser = await begin(token);
  return finish(browser, await provider.signIn(browser.url, subject));
}

const acceptByPassword = (token: string) => post("/v1/invitations/accept", { token, name, password: goodPassword });

const membersOf = async ({ token }: Member): Promise<{ email: string }[]> =>
  (await holdfast.call({ method: "GET", url: "/v1/users?limit=200", token })).json().items;

const inAccount = (work: string, id: string) =>
  withAccount(holdfast.runtime.directory, owner.accountId, async ({ sql }) => {
    await sql.unsafe(work, [id]);
  });

describe("an invitation accepted with Google", () => {
  test("makes a member without a password or a factor, who signs in with that account [C-097] [C-176]", async () => {
    const { subject, email, id, token } = await invited();
    const joined = await joinAs(subject, token);
    expect(joined.statusCode).toBe(201);
    expect(Object.keys(joined.json())).toEqual(["user", "account"]);
    // The one cookie of the answer is the ticket's, which is taken back: nobody is signed in by joining.
    expect([joined.headers["set-cookie"]].flat()).toEqual([expect.stringMatching(/^__Host-holdfast-google=;/)]);
    const { user } = joined.json();
    expect(user).toMatchObject({ email, name, role: "agent", emailVerified: true });

    const browser = await beginSignIn(owner);
    const signedIn = await finishSignIn(browser, await provider.signIn(browser.url, subject));
    expect(signedIn.json()).toMatchObject({ session: { methods: ["google"] } });
    const { accessToken } = signedIn.json();
    const factors = await holdfast.call({ method: "GET", url: "/v1/me/factors", token: accessToken });
    expect(factors.json()).toMatchObject({ totp: null, recoveryCodes: null });
    expect((await post("/v1/auth/sign-in", { email, password: goodPassword, account: owner.slug })).statusCode).toBe(
      401,
    );

    const [created] = await eventsOf(holdfast, owner, { event: "user.created", target: user.id });
    expect(created).toMatchObject({ details: { role: "agent", invitation: id, invitedBy: owner.userId } });
    const [linked] = await eventsOf(holdfast, owner, { event: "identity.linked", target: user.id });
    expect(linked).toMatchObject({ actor: { id: user.id }, personal: { address: email } });
    const subjects = () => holdfast.inbox.list().flatMap((mail) => (mail.to === email ? [mail.subject] : []));
    await expect.poll(() => subjects().filter((subject) => subject.includes("Google"))).toHaveLength(1);
  });

  test("is offered where account and operator offer it, and nowhere else", async () => {
    const waysOf = async (token: string) => (await post("/v1/invitations/preview", { token })).json().ways;
    expect(await waysOf((await invited()).token)).toContain("google");
    const standard = await holdfast.account();
    const { token } = await invited(standard, "developer");
    expect(await waysOf(token)).not.toContain("google");
    expect(told(await post("/v1/invitations/google", { token, name }))).toEqual([409, "google.unavailable"]);
  });
});

describe("Google brings nobody in", () => {
  test("whose address it is not, or who has not verified it, and the invitation can still be accepted [C-176]", async () => {
    const { subject, email, token } = await invited();
    const wrong = [403, "google.not_invited"];
    expect(told(await joinAs(`${subject}-not`, token))).toEqual(wrong);
    const other = await invited();
    expect(told(await joinAs(other.subject, token))).toEqual(wrong);
    provider.addressesVerified = false;
    expect(told(await joinAs(subject, token))).toEqual(wrong);
    const members = (await membersOf(owner)).map((member) => member.email);
    expect(members).toEqual([owner.email]);
    expect(await eventsOf(holdfast, owner, { event: "identity.linked" })).toEqual([]);
    provider.addressesVerified = true;
    expect((await joinAs(subject, token)).json().user.email).toBe(email);
  });

  test("by an invitation that ran out, was withdrawn, used or sent again since they went there [C-176]", async () => {
    const ends: ((of: { id: string; token: string }) => Promise<unknown>)[] = [
      ({ id }) => inAccount("update invitations set expires_at = expires_at - interval '8 days' where id = $1", id),
      ({ id }) => holdfast.call({ method: "DELETE", url: `/v1/invitations/${id}`, token: owner.token }),
      ({ token }) => acceptByPassword(token),
      ({ id }) => post(`/v1/invitations/${id}/resend`, undefined, own, owner),
    ];
    for (const end of ends) {
      const { subject, id, token } = await invited();
      const browser = await begin(token);
      const returned = await provider.signIn(browser.url, subject);
      await end({ id, token });
      expect(told(await finish(browser, returned))).toEqual(dead);
      expect(await eventsOf(holdfast, owner, { event: "identity.linked" })).toEqual([]);
    }
  });

  test("once the account has stopped to offer it", async () => {
    const { subject, token } = await invited();
    const browser = await begin(token);
    const returned = await provider.signIn(browser.url, subject);
    const { version, settings } = (
      await holdfast.call({ method: "GET", url: "/v1/policy", token: owner.token })
    ).json();
    const body = { version, settings: { ...settings, googleSignIn: "off" } };
    const changed = await holdfast.call({ method: "PUT", url: "/v1/policy", body, token: owner.token });
    expect(changed.statusCode).toBe(200);
    expect(told(await finish(browser, returned))).toEqual([409, "google.unavailable"]);
    expect((await acceptByPassword(token)).statusCode).toBe(201);
  });

  test("whose Google account belongs to somebody else of the account", async () => {
    await linkGoogle(holdfast, owner, provider);
    const invitation = await post("/v1/invitations", { email: "ada@example.com", role: "agent" }, own, owner);
    expect(invitation.statusCode).toBe(201);
    const token = await mailedToken(holdfast.inbox, "ada@example.com", "/join");
    expect(told(await joinAs("ada", token))).toEqual([409, "google.taken"]);
    expect(await membersOf(owner)).toHaveLength(1);
    expect((await acceptByPassword(token)).statusCode).toBe(201);
  });
});

describe("what Google sends back", () => {
  test("joins in the browser that left for it, for what it left, and once", async () => {
    const { subject, token } = await invited();
    const [mine, theirs, signingIn] = [await begin(token), await begin(token), await beginSignIn(owner)];
    const returned = await provider.signIn(mine.url, subject);
    expect(told(await finish({ ...mine, cookie: "" }, returned))).toEqual(refused);
    expect(told(await finish(theirs, returned))).toEqual(refused);
    expect(told(await finish(signingIn, await provider.signIn(signingIn.url, subject)))).toEqual(refused);
    expect(told(await finishSignIn(mine, returned))).toEqual(refused);
    expect((await finish(mine, returned)).statusCode).toBe(201);
    expect(told(await finish(mine, returned))).toEqual(refused);
  });

  test("for an invitation of another account joins that one alone", async () => {
    const other = await holdfast.account({ preset: "conviro" });
    const { subject, token } = await invited(other);
    expect((await joinAs(subject, token)).json().account.slug).toBe(other.slug);
    expect(await membersOf(owner)).toHaveLength(1);
  });

  test("is worth nothing with a ticket that was changed, or after ten minutes", async () => {
    const { subject, token } = await invited();
    const browser = await begin(token);
    const returned = await provider.signIn(browser.url, subject);
    expect(told(await finish({ ...browser, cookie: forged(browser.cookie) }, returned))).toEqual(refused);
    holdfast.advance(minutes(10));
    expect(told(await finish(browser, returned))).toEqual(refused);
  });

  test("from another site is refused", async () => {
    const { subject, token } = await invited();
    const browser = await begin(token);
    const returned = await provider.signIn(browser.url, subject);
    const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site", cookie: browser.cookie };
    const answer = await post("/v1/invitations/google/finish", { returned }, foreign);
    expect(answer.json().code).toBe("request.cross_site");
  });

  test("twice at once, and beside a password, makes one member", async () => {
    const { subject, token } = await invited();
    const browsers = [await begin(token), await begin(token)];
    const returned: string[] = [];
    for (const { url } of browsers) returned.push(await provider.signIn(url, subject));
    const answers = await Promise.all([
      ...browsers.map((browser, n) => finish(browser, returned[n] ?? "")),
      acceptByPassword(token),
    ]);
    expect(answers.filter(({ statusCode }) => statusCode !== 201).map(told)).toEqual([dead, dead]);
    expect(await membersOf(owner)).toHaveLength(2);
  });
});
