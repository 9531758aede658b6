import { differences, loosened, type PolicySettings, presetNames, presets } from "@holdfast/contract";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { setUpApp } from "../../../../../test/support/authenticator-app.ts";
import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";

describe("a change of policy", () => {
  let holdfast: Deployment;
  let root: Member;

  beforeAll(async () => {
    holdfast = await startDeployment();
  });
  afterAll(() => holdfast.stop());

  const change = (member: Member, version: number, settings: PolicySettings, reason?: string) =>
    holdfast.call({ method: "PUT", url: "/v1/policy", token: member.token, body: { version, settings, reason } });

  test("that loosens something needs a reason, and both go into the audit log [C-175] [C-236]", async () => {
    root = await holdfast.account();
    const looser = { ...presets.standard, sessionIdleMinutes: 600 };
    const refused = await change(root, 1, looser);
    expect([refused.statusCode, refused.json().code, refused.json().detail]).toEqual([
      422,
      "policy.reason_required",
      "Looser: sessionIdleMinutes.",
    ]);
    const done = await change(root, 1, looser, "The support desk works in long shifts.");
    expect([done.statusCode, done.json().version, done.json().preset]).toEqual([200, 2, null]);
    const log = await holdfast.call({
      method: "GET",
      url: "/v1/audit/events?event=policy.changed",
      token: root.token,
    });
    const [event] = log.json().items;
    expect(event.details).toMatchObject({ loosened: "sessionIdleMinutes", sessionIdleMinutes: "60 → 600" });
    expect(event.personal.reason).toBe("The support desk works in long shifts.");
  });

  test("is refused when somebody else changed it in between", async () => {
    root = await holdfast.account();
    // The strict policy gives no grace: whoever adopts it without a second factor has to set one up first of all.
    await setUpApp(holdfast, root);
    const [a, b] = await Promise.all([change(root, 1, presets.strict), change(root, 1, presets.strict)]);
    expect([a.statusCode, b.statusCode].toSorted((x, y) => x - y)).toEqual([200, 409]);
    expect((await change(root, 1, presets.strict)).json().code).toBe("policy.changed_meanwhile");
  });

  test("shortens the sessions that are alive, and lengthens none [C-120] [C-129]", async () => {
    root = await holdfast.account({ preset: "quivaworks" });
    const developer = await holdfast.member(root, "developer");
    await setUpApp(holdfast, root);
    const stricter = { ...presets.strict, auditRetentionMonths: 0 };
    expect((await change(root, 1, stricter)).statusCode).toBe(200);
    const live = async (member: Member) =>
      (await holdfast.call({ method: "GET", url: "/v1/sessions", token: member.token })).json().items[0];
    const hoursOf = (session: { createdAt: string; expiresAt: string }) =>
      (Date.parse(session.expiresAt) - Date.parse(session.createdAt)) / 3_600_000;
    expect(hoursOf(await live(root))).toBe(presets.strict.privilegedSessionMaxHours);
    expect(hoursOf(await live(developer))).toBe(presets.strict.sessionMaxHours);
    const reason = "Back to what the page of the company says.";
    expect((await change(root, 2, presets.quivaworks, reason)).statusCode).toBe(200);
    expect(hoursOf(await live(developer))).toBe(presets.strict.sessionMaxHours);
  });

  test("asks for a recent proof of identity [C-005]", async () => {
    root = await holdfast.account();
    holdfast.advance(11 * 60_000);
    const answer = await change(root, 1, presets.strict);
    expect([answer.statusCode, answer.json().code]).toEqual([401, "auth.recent_required"]);
  });

  test("in one account leaves another's as it is [C-064]", async () => {
    const [acme, globex] = [await holdfast.account(), await holdfast.account()];
    await change(acme, 1, presets.strict);
    const other = await holdfast.call({ method: "GET", url: "/v1/policy", token: globex.token });
    expect([other.json().version, other.json().preset]).toEqual([1, "standard"]);
  });
});

describe("presets", () => {
  test("are told apart by their settings, and strict loosens nothing of any other but the password hash of none", () => {
    for (const name of presetNames) {
      expect(presetNames.filter((other) => differences(presets[name], presets[other]).length === 0)).toEqual([name]);
      const looser = loosened(presets[name], presets.strict);
      // A log that is kept for ever has no stricter length.
      expect(looser.filter((setting) => setting !== "auditRetentionMonths")).toEqual([]);
    }
  });

  test("say what the pages of the four companies say [D-01] [D-02] [D-03] [D-06] [D-09] [D-21] [C-098] [C-099]", () => {
    expect(presets.quivaworks).toMatchObject({
      accessTokenMinutes: 60,
      sessionMaxHours: 24,
      passwordMinLength: 8,
      passwordAdvisedLength: 12,
      rolePreset: "five",
      auditRetentionMonths: 0,
    });
    expect(presets.conviro).toMatchObject({ accessTokenMinutes: 15, rolePreset: "three" });
    expect(presets.civiq).toMatchObject({ auditRetentionMonths: 12 });
    for (const name of presetNames) {
      expect(presets[name].sessionIdleMinutes).toBeLessThanOrEqual(presets[name].sessionMaxHours * 60);
      expect(presets[name].passwordHash).toMatch(/^argon2id-/);
    }
  });

  test("a policy loosens nothing of itself, and what it loosens of another is where they differ", () => {
    const preset = fc.constantFrom(...presetNames).map((name) => presets[name]);
    fc.assert(
      fc.property(preset, preset, (a, b) => {
        expect(loosened(a, a)).toEqual([]);
        expect(differences(a, b)).toEqual(expect.arrayContaining(loosened(a, b)));
      }),
    );
  });
});
