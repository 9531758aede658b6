import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { hours, minutes } from "../../kernel/clock.ts";
import { rotateAccountKey } from "../../tenancy/keys/index.ts";
import { standingOf } from "./refresh.ts";
import { firstSecret, newRefreshKey, parseRefreshToken, refreshHash, successorOf } from "./refresh-token.ts";

let holdfast: Deployment;
let owner: Member;
let member: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
  member = await holdfast.member(owner, "developer");
});
beforeEach(async () => {
  // Time only goes forward, so each test begins with sessions of its own.
  [owner, member] = [await signInAs(holdfast, owner), await signInAs(holdfast, member)];
});
afterAll(() => holdfast.stop());

const refresh = (refreshToken: string) =>
  holdfast.call({ method: "POST", url: "/v1/auth/refresh", body: { refreshToken } });
const me = (token: string) => holdfast.call({ method: "GET", url: "/v1/me", token });
const eventsOfSession = async (sessionId: string) => {
  const events = await eventsOf(holdfast, await signInAs(holdfast, owner), { target: sessionId });
  return events.map(({ event, outcome }) => `${event} ${outcome}`).reverse();
};

async function mustRefresh(refreshToken: string): Promise<{ accessToken: string; refreshToken: string }> {
  const answer = await refresh(refreshToken);
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

describe("a refresh token", () => {
  test("is exchanged for new tokens of the same session [C-123]", async () => {
    const next = await refresh(member.refreshToken);
    expect(next.json()).toMatchObject({ step: "done", session: { id: member.sessionId, current: true } });
    const { accessToken, refreshToken } = next.json();
    expect(refreshToken).not.toBe(member.refreshToken);
    expect((await me(accessToken)).statusCode).toBe(200);
    expect(await eventsOfSession(member.sessionId)).toEqual(["session.created success", "session.refreshed success"]);
  });

  test("refreshed by twenty tabs at once has exactly one successor [C-123]", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(member.refreshToken)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(new Set(answers.map((answer) => answer.json().refreshToken)).size).toBe(1);
    for (const answer of answers) expect((await me(answer.json().accessToken)).statusCode).toBe(200);
    expect(await eventsOfSession(member.sessionId)).toEqual(["session.created success", "session.refreshed success"]);
  });

  test("may come again for three seconds after its exchange", async () => {
    const { refreshToken } = await mustRefresh(member.refreshToken);
    holdfast.advance(2_000);
    expect((await mustRefresh(member.refreshToken)).refreshToken).toBe(refreshToken);
    await mustRefresh(refreshToken);
  });

  test("is the one before for three seconds to the millisecond, and for none longer", () => {
    const key = newRefreshKey();
    const secret = firstSecret();
    const rotatedAt = holdfast.now();
    const row = { refreshHash: refreshHash(successorOf(key, secret)), rotations: 1, rotatedAt };
    const standingAfter = (ms: number) => standingOf(key, row, secret, rotatedAt + ms);
    expect([0, 3_000, 3_001].map(standingAfter)).toEqual(["just_exchanged", "just_exchanged", "replayed"]);
  });

  test("that comes again later ends its session, and the log says so [C-006] [C-123] [C-231]", async () => {
    const next = await mustRefresh(member.refreshToken);
    holdfast.advance(3_001);
    expect((await me(next.accessToken)).statusCode).toBe(200);
    const replay = await refresh(member.refreshToken);
    expect([replay.statusCode, replay.json().code]).toEqual([401, "session.expired"]);
    expect((await me(next.accessToken)).statusCode).toBe(401);
    expect((await me(member.token)).statusCode).toBe(401);
    expect((await refresh(next.refreshToken)).statusCode).toBe(401);
    expect(await eventsOfSession(member.sessionId)).toEqual([
      "session.created success",
      "session.refreshed success",
      "session.refresh_reused refused",
    ]);
  });

  test("is recognised however many exchanges ago it was the newest", async () => {
    let { refreshToken } = member;
    for (let i = 0; i < 8; i += 1) ({ refreshToken } = await mustRefresh(refreshToken));
    // Two exchanges ago is a replay even within the grace.
    expect((await refresh(member.refreshToken)).statusCode).toBe(401);
    expect((await refresh(refreshToken)).statusCode).toBe(401);
  });

  test("is recognised after the account's key was rotated", async () => {
    const { refreshToken } = await mustRefresh(member.refreshToken);
    await rotateAccountKey(holdfast.runtime.rotation, owner.accountId);
    const newest = await mustRefresh(refreshToken);
    holdfast.advance(3_001);
    expect((await refresh(refreshToken)).statusCode).toBe(401);
    expect((await me(newest.accessToken)).statusCode).toBe(401);
  });

  test("that was made up ends nobody's session", async () => {
    const made = parseRefreshToken(member.refreshToken);
    const guess = member.refreshToken.replace(made?.secret ?? "", "A".repeat(43));
    expect((await refresh(guess)).json().code).toBe("session.expired");
    await mustRefresh(member.refreshToken);
  });

  test("with another account's name on it is nobody's [C-063] [C-070]", async () => {
    const stranger = await holdfast.account();
    const foreign = member.refreshToken.replace(member.accountId.slice(4), stranger.accountId.slice(4));
    expect(foreign).not.toBe(member.refreshToken);
    const [there, nowhere] = [await refresh(foreign), await refresh(foreign.replace(/^hfr_./, "hfr_0"))];
    for (const answer of [there, nowhere])
      expect([answer.statusCode, answer.json().code]).toEqual([401, "session.expired"]);
    await mustRefresh(member.refreshToken);
  });

  test("of an ended session is worth nothing, whatever ended it [C-124]", async () => {
    await holdfast.call({ method: "POST", url: "/v1/auth/sign-out", token: member.token });
    expect((await refresh(member.refreshToken)).json().code).toBe("session.expired");
  });
});

describe("a session", () => {
  const live = async (token: string): Promise<boolean> => (await me(token)).statusCode === 200;

  test("ends at its absolute limit, however often it is refreshed [C-119] [C-120]", async () => {
    let tokens = { accessToken: member.token, refreshToken: member.refreshToken };
    // Some seconds pass between sign-in and here, so the last look is half a minute before the end.
    for (let left = hours(24); left > minutes(10); left -= Math.min(minutes(40), left - minutes(9.5))) {
      tokens = await mustRefresh(tokens.refreshToken);
      holdfast.advance(Math.min(minutes(40), left - minutes(9.5)));
    }
    const last = await refresh(tokens.refreshToken);
    expect(last.statusCode).toBe(200);
    // The access token ends with the session, not a quarter of an hour after it.
    expect(last.json().expiresAt.slice(0, 19)).toBe(last.json().session.expiresAt.slice(0, 19));
    holdfast.advance(minutes(10));
    expect(await live(last.json().accessToken)).toBe(false);
    expect((await refresh(last.json().refreshToken)).statusCode).toBe(401);
  });

  test("ends of idleness, and use keeps it awake [C-129]", async () => {
    let { refreshToken } = await mustRefresh(member.refreshToken);
    holdfast.advance(minutes(59));
    ({ refreshToken } = await mustRefresh(refreshToken));
    holdfast.advance(minutes(62));
    expect((await refresh(refreshToken)).statusCode).toBe(401);
  });

  test("of a privileged role has the shorter limits of the policy [C-129] [C-155]", async () => {
    const lasts = async (who: Member): Promise<number> => {
      const { items } = (await holdfast.call({ method: "GET", url: "/v1/sessions", token: who.token })).json();
      const session = items.find(({ current }: { current: boolean }) => current);
      return Date.parse(session.expiresAt) - Date.parse(session.createdAt);
    };
    expect([await lasts(owner), await lasts(member)]).toEqual([hours(12), hours(24)]);
    holdfast.advance(minutes(17));
    expect((await refresh(owner.refreshToken)).statusCode).toBe(401);
    expect((await refresh(member.refreshToken)).statusCode).toBe(200);
  });

  test("takes its limits from the account's policy, and its tokens from the policy of their hour [C-119] [C-121]", async () => {
    const boss = await holdfast.account({ preset: "quivaworks" });
    const lifetime = (expiresAt: string): number => Math.round((Date.parse(expiresAt) - holdfast.now()) / minutes(1));
    expect(lifetime((await refresh(boss.refreshToken)).json().expiresAt)).toBe(60);
    const { version, settings } = (await holdfast.call({ method: "GET", url: "/v1/policy", token: boss.token })).json();
    const body = { version, settings: { ...settings, accessTokenMinutes: 2, privilegedSessionMaxHours: 1 } };
    expect((await holdfast.call({ method: "PUT", url: "/v1/policy", token: boss.token, body })).statusCode).toBe(200);
    const later = await signInAs(holdfast, boss);
    const refreshed = (await refresh(later.refreshToken)).json();
    expect(lifetime(refreshed.expiresAt)).toBe(2);
    expect(lifetime(refreshed.session.expiresAt)).toBe(60);
  });
});
