import type { ProtectionEventView } from "@holdfast/contract";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  addSecondAddress,
  type Deployment,
  mailedToken,
  type Member,
  publicUrl,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { answerChallenge, setUpApp } from "../../../../../test/support/authenticator-app.ts";
import { solvedCaptcha } from "../../../../../test/support/captcha.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { days, hours, minutes } from "../../kernel/clock.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { deleteOldSightings } from "./index.ts";

let holdfast: Deployment;
let root: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  root = await holdfast.account();
});
afterAll(() => holdfast.stop());

const tallinn = "193.40.5.1";
const otherTallinn = "90.190.0.1";
const sydney = "1.128.0.1";
const helsinki = "91.152.0.1";
const laptop =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

interface Given {
  readonly password?: string;
  readonly captcha?: string;
}

/** A browser that keeps its cookies. */
function newBrowser(userAgent = laptop) {
  let device: string | undefined;
  const own = { origin: publicUrl, "sec-fetch-site": "same-origin", "user-agent": userAgent };
  const cookiesOf = ({ headers }: { headers: { "set-cookie"?: string | string[] | undefined } }): string[] =>
    [headers["set-cookie"] ?? []].flat();
  return {
    async signIn(who: Member, address: string, { password = who.password, captcha }: Given = {}) {
      const answer = await holdfast.call({
        method: "POST",
        url: "/v1/auth/sign-in",
        address,
        headers: { ...own, ...(device !== undefined && { cookie: `__Host-holdfast-device=${device}` }) },
        body: {
          email: who.email,
          password,
          account: who.slug,
          transport: "cookie",
          ...(captcha !== undefined && { captcha }),
        },
      });
      device = /__Host-holdfast-device=([A-Za-z0-9_-]{43});/.exec(cookiesOf(answer).join("\n"))?.[1] ?? device;
      return answer;
    },
    /** Signs out of what a sign-in has answered. @returns the names of the cookies that are gone. */
    async signOut(signedIn: LightMyRequestResponse): Promise<string[]> {
      const cookie = cookiesOf(signedIn).map((each) => each.split(";")[0]);
      const headers = { ...own, cookie: cookie.join("; ") };
      const answer = await holdfast.call({ method: "POST", url: "/v1/auth/sign-out", headers });
      expect(answer.statusCode).toBe(200);
      return cookiesOf(answer).map((each) => each.slice(0, each.indexOf("=")));
    },
    device: () => device,
  };
}

const told = (who: Pick<Member, "email">) =>
  holdfast.inbox.list().filter(({ to, subject }) => to === who.email && subject.startsWith("New sign-in"));
const sightings = async (who: Member): Promise<ProtectionEventView[]> =>
  (await holdfast.call({ method: "GET", url: `/v1/protection/events?user=${who.userId}`, token: root.token })).json()
    .items;

/** Somebody whose browser and network are known. */
async function settled() {
  const member = await holdfast.member(root, "developer");
  const browser = newBrowser();
  await browser.signIn(member, tallinn);
  await expect.poll(() => told(member)).toHaveLength(1);
  return { member, browser };
}

describe("a sign-in from a new device", () => {
  test("is told to every address, once, with place and browser [C-135] [C-191]", async () => {
    const { member, browser } = await settled();
    const second = await addSecondAddress(holdfast, member);
    await newBrowser().signIn(member, tallinn);
    await expect.poll(() => told(member)).toHaveLength(2);
    await expect.poll(() => told({ email: second })).toHaveLength(1);
    const [, mail] = told(member);
    expect(mail?.text).toContain("from a device that we had not seen before");
    expect(mail?.text).toContain("Estonia, 193.40.5.1");
    expect(mail?.text).toContain("Chrome 156 on Windows");
    expect(mail?.text).toContain(`${publicUrl}/not-me#token=`);
    // The browser that was there before is not new because of it.
    await browser.signIn(member, tallinn);
    await browser.signIn(member, tallinn);
    expect(told(member)).toHaveLength(2);
  });

  test("is told by its cookie, which the table knows as a hash that is another for each user", async () => {
    const { member, browser } = await settled();
    const secret = browser.device() ?? "";
    const rows = await withAccount(
      holdfast.runtime.directory,
      member.accountId,
      ({ sql }) => sql<{ row: string }[]>`select row_to_json(f)::text as row from familiar_marks f`,
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(secret);
    const other = await holdfast.member(root, "developer");
    await browser.signIn(other, tallinn);
    await expect.poll(() => told(other)).toHaveLength(1);
  });

  test("keeps its cookie when it signs out, and gets the same one again", async () => {
    const { member, browser } = await settled();
    const before = browser.device();
    const gone = await browser.signOut(await browser.signIn(member, tallinn));
    expect(gone).toContain("__Host-holdfast-access");
    expect(gone).not.toContain("__Host-holdfast-device");
    await browser.signIn(member, tallinn);
    expect(browser.device()).toBe(before);
  });
});

test("a sign-in of a known device from a new network is told [C-135]", async () => {
  const { member, browser } = await settled();
  await browser.signIn(member, otherTallinn);
  await expect.poll(() => told(member)).toHaveLength(2);
  expect(told(member).at(-1)?.text).toContain("from a network that we had not seen before");
});

test("a very first sign-in is told to nobody: there is nothing that it could be unlike", async () => {
  const member = await holdfast.member(root, "developer");
  expect((await sightings(member)).map(({ outcome, reasons }) => [outcome, reasons])).toEqual([["signed_in", []]]);
  expect(told(member)).toHaveLength(0);
});

describe("a sign-in across the world within the hour", () => {
  test("is blocked and told, and a mailed link still lets the person in [C-135] [C-193]", async () => {
    const { member } = await settled();
    const stranger = newBrowser();
    const answer = await stranger.signIn(member, sydney);
    expect([answer.statusCode, answer.json()]).toEqual([200, { step: "confirm" }]);
    expect(answer.headers["set-cookie"]).toBeUndefined();
    await expect
      .poll(() => holdfast.inbox.list().filter(({ to, subject }) => to === member.email && /blocked/.test(subject)))
      .toHaveLength(1);
    const [seen] = await sightings(member);
    expect(seen).toMatchObject({ outcome: "blocked", decision: "block", country: "AU" });
    expect(seen?.reasons).toEqual(["travel.impossible", "country.new", "device.new", "network.new"].sort(byWeight));
    const token = await mailedToken(holdfast.inbox, member.email, "/confirm-sign-in");
    const confirmed = await holdfast.call({ method: "POST", url: "/v1/auth/confirm-sign-in", body: { token } });
    expect(confirmed.statusCode).toBe(200);
    expect(confirmed.json().session.methods).toEqual(["magic_link"]);
    const again = await holdfast.call({ method: "POST", url: "/v1/auth/confirm-sign-in", body: { token } });
    expect(again.json().code).toBe("token.invalid");
  });

  test("is explained in the audit log, in the part that can be erased", async () => {
    const { member } = await settled();
    await newBrowser().signIn(member, sydney);
    const [event] = await eventsOf(holdfast, root, { event: "sign_in.judged", target: member.userId });
    expect(event).toMatchObject({ outcome: "refused", details: { decision: "block" } });
    expect(event?.personal?.["reasons"]).toContain("travel.impossible");
    expect(JSON.stringify(event?.details)).not.toContain("travel");
  });

  test("is none once a day has passed", async () => {
    const { member } = await settled();
    holdfast.advance(hours(30));
    root = await signInAs(holdfast, root);
    const answer = await newBrowser().signIn(member, sydney);
    expect(answer.json().step).not.toBe("confirm");
  });
});

describe("a sign-in that is less unlike its user", () => {
  /** Somebody at whom somebody else has guessed three times. */
  async function guessedAt() {
    const { member } = await settled();
    const guesser = newBrowser();
    for (let i = 0; i < 3; i += 1) await guesser.signIn(member, "198.51.100.7", { password: `wrong-${i}` });
    return member;
  }

  test("is asked for a CAPTCHA, and goes on with it [C-140]", async () => {
    const member = await guessedAt();
    const browser = newBrowser();
    const asked = await browser.signIn(member, otherTallinn);
    expect([asked.statusCode, asked.json().code]).toEqual([403, "captcha.required"]);
    const captcha = await solvedCaptcha(holdfast, "sign_in", otherTallinn);
    expect((await browser.signIn(member, otherTallinn, { captcha })).json().step).toBe("done");
    const seen = (await sightings(member)).map(({ outcome, decision }) => [outcome, decision]);
    expect(seen.slice(0, 2)).toEqual([
      ["signed_in", "challenge"],
      ["challenged", "challenge"],
    ]);
  });

  test("is confirmed by mail where a second factor is called for and there is none", async () => {
    const member = await guessedAt();
    const answer = await newBrowser().signIn(member, helsinki);
    expect(answer.json()).toEqual({ step: "confirm" });
    const [seen] = await sightings(member);
    expect(seen).toMatchObject({ outcome: "asked_by_mail", decision: "factor", country: "FI" });
    const token = await mailedToken(holdfast.inbox, member.email, "/confirm-sign-in");
    const confirmed = await holdfast.call({ method: "POST", url: "/v1/auth/confirm-sign-in", body: { token } });
    expect(confirmed.json().step).toBe("done");
  });

  test("shows its second factor where there is one, as ever", async () => {
    const member = await guessedAt();
    const app = await setUpApp(holdfast, member);
    const { step, challenge } = (await newBrowser().signIn(member, helsinki)).json();
    expect(step).toBe("factor");
    const done = await answerChallenge(holdfast, challenge, { kind: "totp", code: app.code() });
    expect(done.json().step).toBe("done");
  });

  test("is judged by the account's own thresholds", async () => {
    const account = await holdfast.account();
    const { version, settings } = (
      await holdfast.call({ method: "GET", url: "/v1/policy", token: account.token })
    ).json();
    const body = { version, settings: { ...settings, riskChallengeScore: 20 } };
    const changed = await holdfast.call({ method: "PUT", url: "/v1/policy", token: account.token, body });
    expect(changed.statusCode).toBe(200);
    expect((await newBrowser().signIn(account, otherTallinn)).json().code).toBe("captcha.required");
    const { member } = await settled();
    expect((await newBrowser().signIn(member, otherTallinn)).json().step).toBe("done");
  });
});

const weights = ["travel.impossible", "device.new", "country.new", "network.new"];
const byWeight = (a: string, b: string): number => weights.indexOf(a) - weights.indexOf(b);

describe("protection events", () => {
  test("tell of refused tries as of successful ones, in order, page by page", async () => {
    const { member, browser } = await settled();
    holdfast.advance(minutes(1));
    await browser.signIn(member, tallinn, { password: "wrong" });
    const items = await sightings(member);
    expect(items.map(({ outcome }) => outcome)).toEqual(["refused", "signed_in", "signed_in"]);
    const url = `/v1/protection/events?user=${member.userId}&limit=2`;
    const first = (await holdfast.call({ method: "GET", url, token: root.token })).json();
    const rest = await holdfast.call({ method: "GET", url: `${url}&cursor=${first.nextCursor}`, token: root.token });
    expect([first.items.length, rest.json().items.length, rest.json().nextCursor]).toEqual([2, 1, null]);
  });

  test("are invisible to another account [C-063]", async () => {
    const globex = await holdfast.account();
    const own = (await holdfast.call({ method: "GET", url: "/v1/protection/events", token: globex.token })).json();
    expect(own.items.every(({ user }: ProtectionEventView) => user === globex.userId)).toBe(true);
    const url = `/v1/protection/events?user=${root.userId}`;
    expect((await holdfast.call({ method: "GET", url, token: globex.token })).json().items).toEqual([]);
  });

  test("are forgotten after ninety days [C-306]", async () => {
    const { member } = await settled();
    await withAccount(holdfast.runtime.directory, member.accountId, (scope) =>
      deleteOldSightings(scope, holdfast.now() + days(91)),
    );
    expect(await sightings(member)).toEqual([]);
  });
});
