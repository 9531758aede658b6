import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { answerChallenge, setUpApp } from "../../../../../test/support/authenticator-app.ts";
import {
  type Deployment,
  mailedToken,
  type Member,
  publicUrl,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { forged } from "../../../../../test/support/forged.ts";
import { type IdentityProvider, startIdentityProvider } from "../../../../../test/support/identity-provider.ts";
import { minutes } from "../../kernel/clock.ts";
import { openTicket, sealTicket } from "./index.ts";

let provider: IdentityProvider;
let holdfast: Deployment;
let ada: Member;

beforeAll(async () => {
  provider = await startIdentityProvider();
  holdfast = await startDeployment({ google: provider.client });
});
beforeEach(async () => {
  provider.addressesVerified = true;
  // Conviro's page promises sign-in with Google.
  ada = await holdfast.account({ preset: "conviro" });
});
afterAll(async () => {
  await holdfast.stop();
  await provider.stop();
});

interface Browser {
  cookie: string;
  url: string;
}

const own = { origin: publicUrl, "sec-fetch-site": "same-origin" };
const post = (url: string, body: object | undefined, headers: Record<string, string>, token?: string) =>
  holdfast.call({
    method: "POST",
    url,
    headers,
    ...(body !== undefined && { body }),
    ...(token !== undefined && { token }),
  });

/** What a browser holds after the first step: where to go, and the cookie that binds what comes back. */
async function begun(url: string, body: object | undefined, token?: string): Promise<Browser> {
  const answer = await post(url, body, own, token);
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}: ${answer.body}`);
  const [line = ""] = [answer.headers["set-cookie"] ?? []].flat();
  expect(line).toMatch(/^__Host-holdfast-google=\S+; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=600$/);
  return { cookie: line.slice(0, line.indexOf(";")), url: answer.json().url };
}
const linkBegun = (member: Member) => begun("/v1/me/google", undefined, member.token);
const finishLink = (member: Member, browser: Browser, returned: string) =>
  post("/v1/me/google/finish", { returned }, { ...own, cookie: browser.cookie }, member.token);

async function link(member: Member, subject: string) {
  const browser = await linkBegun(member);
  return finishLink(member, browser, await provider.signIn(browser.url, subject));
}

const signInBegun = (member: Member) => begun("/v1/auth/google", { account: member.slug });
const finishSignIn = (browser: Browser, returned: string) =>
  post("/v1/auth/google/finish", { returned }, { ...own, cookie: browser.cookie });

async function signIn(member: Member, subject: string) {
  const browser = await signInBegun(member);
  return finishSignIn(browser, await provider.signIn(browser.url, subject));
}

describe("a Google account", () => {
  test("signs in the user who has linked it, in that account alone [C-097]", async () => {
    expect((await signIn(ada, "ada")).json().code).toBe("google.refused");
    expect((await link(ada, "ada")).statusCode).toBe(200);
    const answer = await signIn(ada, "ada");
    expect([answer.statusCode, answer.json().session.methods]).toEqual([200, ["google"]]);
    const me = await holdfast.call({ method: "GET", url: "/v1/me", token: answer.json().accessToken });
    expect(me.json().user.id).toBe(ada.userId);
    const shown = await holdfast.call({ method: "GET", url: "/v1/me/google", token: ada.token });
    expect(shown.json()).toMatchObject({ offered: true, linked: { address: "ada@example.com" } });
    const other = await holdfast.account({ preset: "conviro" });
    expect((await signIn(other, "ada")).json().code).toBe("google.refused");
    const [event] = await eventsOf(holdfast, ada, { target: ada.userId, event: "identity.linked" });
    expect(event?.personal).toMatchObject({ address: "ada@example.com" });
    await expect
      .poll(() => holdfast.inbox.list().filter(({ to, subject }) => to === ada.email && subject.includes("Google")))
      .toHaveLength(1);
  });

  test("that was unlinked signs nobody in", async () => {
    await link(ada, "grace");
    const unlink = () => holdfast.call({ method: "DELETE", url: "/v1/me/google", token: ada.token });
    expect((await unlink()).statusCode).toBe(200);
    expect((await unlink()).json().code).toBe("google.not_linked");
    expect((await signIn(ada, "grace")).json().code).toBe("google.refused");
  });

  test("that somebody else linked is disowned by its mail, while there is no second factor [C-127]", async () => {
    const member = await holdfast.member(ada, "agent");
    expect((await link(member, "thief")).statusCode).toBe(200);
    const token = await mailedToken(holdfast.inbox, member.email, "/not-me");
    expect((await post("/v1/auth/not-me", { token }, own)).statusCode).toBe(200);
    expect((await signIn(member, "thief")).json().code).toBe("google.refused");
  });

  test("belongs to one user of an account", async () => {
    await link(ada, "shared");
    const member = await holdfast.member(ada, "agent");
    expect((await link(member, "shared")).json().code).toBe("google.taken");
  });

  test("skips no second factor [C-097]", async () => {
    await link(ada, "ada-2");
    const app = await setUpApp(holdfast, ada);
    const step = (await signIn(ada, "ada-2")).json();
    expect(step).toMatchObject({ step: "factor", factors: ["totp"] });
    const done = await answerChallenge(holdfast, step.challenge, { kind: "totp", code: app.code() });
    expect(done.json().session.methods).toEqual(["google", "totp"]);
  });
});

describe("a link", () => {
  test("is never made by an address: the same one at Google signs in nobody who has not linked", async () => {
    const [name = ""] = ada.email.split("@");
    expect(ada.email).toBe(`${name}@example.com`);
    expect((await signIn(ada, name)).json().code).toBe("google.refused");
  });

  test("takes a verified address at Google, and a fresh proof by a second factor of whoever has one", async () => {
    provider.addressesVerified = false;
    expect((await link(ada, "unproved")).json().code).toBe("google.address_unverified");
    provider.addressesVerified = true;
    await setUpApp(holdfast, ada);
    holdfast.advance(minutes(5));
    const browser = await linkBegun(ada);
    const returned = await provider.signIn(browser.url, "late");
    const password = { proof: { kind: "password", password: ada.password } };
    expect((await post("/v1/me/proof", password, {}, ada.token)).statusCode).toBe(200);
    holdfast.advance(minutes(6));
    expect((await finishLink(ada, browser, returned)).json().code).toBe("auth.factor_required");
    expect((await post("/v1/me/google", undefined, own, ada.token)).json().code).toBe("auth.factor_required");
  });

  test("is not offered where policy or operator do not offer it", async () => {
    const standard = await holdfast.account();
    expect((await post("/v1/me/google", undefined, own, standard.token)).json().code).toBe("google.unavailable");
    for (const account of [standard.slug, "nobody-of-this-name"]) {
      expect((await post("/v1/auth/google", { account }, own)).json().code).toBe("google.unavailable");
    }
  });
});

describe("what Google sends back", () => {
  test("is worth something in the browser that went there, and in no other", async () => {
    await link(ada, "victim");
    const [mine, theirs] = [await signInBegun(ada), await signInBegun(ada)];
    const returned = await provider.signIn(mine.url, "victim");
    expect((await finishSignIn({ ...mine, cookie: "" }, returned)).json().code).toBe("google.refused");
    expect((await finishSignIn(theirs, returned)).json().code).toBe("google.refused");
  });

  test("works once", async () => {
    await link(ada, "once");
    const browser = await signInBegun(ada);
    const returned = await provider.signIn(browser.url, "once");
    expect((await finishSignIn(browser, returned)).statusCode).toBe(200);
    expect((await finishSignIn(browser, returned)).json().code).toBe("google.refused");
  });

  test("for a sign-in links nothing, for a link signs nobody in, and neither serves another session", async () => {
    const browser = await signInBegun(ada);
    const returned = await provider.signIn(browser.url, "mallory");
    expect((await finishLink(ada, browser, returned)).json().code).toBe("google.refused");
    const linking = await linkBegun(ada);
    const linked = await provider.signIn(linking.url, "mallory");
    expect((await finishSignIn(linking, linked)).json().code).toBe("google.refused");
    const member = await holdfast.member(ada, "agent");
    expect((await finishLink(member, linking, linked)).json().code).toBe("google.refused");
  });

  test("with anything changed is refused: state, code, or the ticket", async () => {
    await link(ada, "unchanged");
    const browser = await signInBegun(ada);
    const returned = new URLSearchParams(await provider.signIn(browser.url, "unchanged"));
    for (const name of ["state", "code", "iss"]) {
      const changed = new URLSearchParams(returned);
      changed.set(name, "https://evil.example");
      expect((await finishSignIn(browser, changed.toString())).json().code).toBe("google.refused");
    }
    const other = { ...browser, cookie: forged(browser.cookie) };
    expect((await finishSignIn(other, returned.toString())).json().code).toBe("google.refused");
    for (const garbage of ["error=access_denied", "code=x", "?", "a=b&a=c"]) {
      expect((await finishSignIn(browser, garbage)).json().code).toBe("google.refused");
    }
    expect((await finishSignIn(browser, returned.toString())).statusCode).toBe(200);
  });

  test("is held to the PKCE verifier and the nonce with which it was asked for", async () => {
    await link(ada, "bound");
    const { challengeKey } = holdfast.runtime;
    for (const change of [{ nonce: "of-somebody-else" }, { verifier: "v".repeat(43) }, {}]) {
      const browser = await signInBegun(ada);
      const asked = new URL(browser.url).searchParams;
      expect([asked.get("code_challenge_method"), asked.get("nonce")]).toEqual(["S256", expect.any(String)]);
      const [name = "", raw = ""] = browser.cookie.split("=");
      const ticket = openTicket(challengeKey, raw, { purpose: "sign_in", now: holdfast.now() });
      if (ticket === null) throw new Error("the cookie is no ticket");
      const cookie = `${name}=${sealTicket(challengeKey, { ...ticket, ...change })}`;
      const answer = await finishSignIn({ ...browser, cookie }, await provider.signIn(browser.url, "bound"));
      const isBound = Object.keys(change).length > 0;
      expect([change, answer.statusCode]).toEqual([change, isBound ? 401 : 200]);
    }
  });

  test("from another site is refused, so that nobody is signed in as somebody else", async () => {
    await link(ada, "forger");
    const browser = await signInBegun(ada);
    const returned = await provider.signIn(browser.url, "forger");
    const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site", cookie: browser.cookie };
    const answer = await post("/v1/auth/google/finish", { returned, transport: "cookie" }, foreign);
    expect(answer.json().code).toBe("request.cross_site");
  });
});
