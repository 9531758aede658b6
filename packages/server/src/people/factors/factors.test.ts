import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  answerChallenge,
  appOf,
  makeRecoveryCodes,
  passwordStep,
  setUpApp,
} from "../../../../../test/support/authenticator-app.ts";
import {
  addSecondAddress,
  type Deployment,
  type Member,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { minutes } from "../../kernel/clock.ts";
import { withAccount } from "../../tenancy/directory/index.ts";

let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
afterAll(() => holdfast.stop());

/** The clock moves on between tests, and the owner's session idles out. */
async function developer(): Promise<Member> {
  owner = await signInAs(holdfast, owner);
  return holdfast.member(owner, "developer");
}
const as = (member: Pick<Member, "token">, method: "GET" | "POST" | "DELETE", url: string, body?: object) =>
  holdfast.call({ method, url, token: member.token, ...(body !== undefined && { body }) });
const factorsOf = async (member: Member) => (await as(member, "GET", "/v1/me/factors")).json();
const mailsTo = ({ email }: Pick<Member, "email">): string[] =>
  holdfast.inbox
    .list()
    .filter(({ to }) => to === email)
    .map(({ subject }) => subject);

describe("an authenticator app", () => {
  test("counts for nothing until a code of it is confirmed [C-105] [C-108] [C-114]", async () => {
    const ada = await developer();
    const begun = await as(ada, "POST", "/v1/me/factors/totp");
    expect(begun.statusCode).toBe(201);
    expect(begun.json().uri).toContain(encodeURIComponent(ada.email));
    expect((await passwordStep(holdfast, ada)).step).toBe("done");
    expect((await factorsOf(ada)).totp).toBeNull();
    const app = appOf(holdfast, begun.json().secret);
    const wrong = app.code() === "000000" ? "000001" : "000000";
    const confirm = (code: string) => as(ada, "POST", "/v1/me/factors/totp/confirmation", { code });
    expect((await confirm(wrong)).json().code).toBe("factor.wrong");
    expect((await confirm(app.code())).statusCode).toBe(200);
    expect((await factorsOf(ada)).totp).toMatchObject({ disabled: false });
    expect((await passwordStep(holdfast, ada)).factors).toEqual(["totp"]);
    const [event] = await eventsOf(holdfast, owner, { target: ada.userId, event: "factor.added" });
    expect(event).toMatchObject({ details: { factor: "totp" }, outcome: "success" });
  });

  test("completes a sign-in that the password began, and the session says so [C-105] [C-108]", async () => {
    const ada = await developer();
    const app = await setUpApp(holdfast, ada);
    const { step, challenge } = await passwordStep(holdfast, ada);
    expect(step).toBe("factor");
    const answer = await answerChallenge(holdfast, challenge, { kind: "totp", code: app.code() });
    expect([answer.statusCode, answer.json().step]).toEqual([200, "done"]);
    expect(answer.json().session.methods).toEqual(["password", "totp"]);
    expect((await as({ token: answer.json().accessToken }, "GET", "/v1/me")).statusCode).toBe(200);
  });

  test("is replaced by another only with a proof by the first, and the first stops working", async () => {
    const ada = await developer();
    const old = await setUpApp(holdfast, ada);
    holdfast.advance(minutes(11));
    await as(ada, "POST", "/v1/me/proof", { proof: { kind: "password", password: ada.password } });
    expect((await as(ada, "POST", "/v1/me/factors/totp")).json().code).toBe("auth.factor_required");
    await as(ada, "POST", "/v1/me/proof", { proof: { kind: "totp", code: old.code() } });
    const app = await setUpApp(holdfast, ada);
    const { challenge } = await passwordStep(holdfast, ada);
    expect((await answerChallenge(holdfast, challenge, { kind: "totp", code: old.code() })).json().code).toBe(
      "factor.wrong",
    );
    expect((await answerChallenge(holdfast, challenge, { kind: "totp", code: app.code() })).statusCode).toBe(200);
  });

  test("that is the last factor stays where the policy asks for one, and goes where it does not", async () => {
    const ada = await developer();
    await setUpApp(holdfast, ada);
    expect((await as(ada, "DELETE", "/v1/me/factors/totp")).json().code).toBe("factor.last_required");
    const free = await holdfast.account({ preset: "quivaworks" });
    const grace = await holdfast.member(free, "developer");
    await setUpApp(holdfast, grace);
    await makeRecoveryCodes(holdfast, grace);
    expect((await as(grace, "DELETE", "/v1/me/factors/totp")).statusCode).toBe(200);
    expect(await factorsOf(grace)).toMatchObject({ totp: null, recoveryCodes: null, required: false });
    expect((await passwordStep(holdfast, grace)).step).toBe("done");
    expect((await as(grace, "DELETE", "/v1/me/factors/totp")).json().code).toBe("factor.not_found");
  });

  test("is invisible to another account: its rows, and a challenge for it", async () => {
    const ada = await developer();
    await setUpApp(holdfast, ada);
    const globex = await holdfast.account();
    const seen = await withAccount(holdfast.runtime.directory, globex.accountId, async ({ sql }) => ({
      apps: await sql`select id from totp_factors`,
      codes: await sql`select id from recovery_codes`,
      duties: await sql`select user_id from factor_duties where user_id = ${ada.userId}`,
    }));
    expect([seen.apps, seen.codes, seen.duties].map((rows) => rows.length)).toEqual([0, 0, 0]);
    const { challenge } = await passwordStep(holdfast, ada);
    const moved = challenge.replace(ada.accountId.slice(4), globex.accountId.slice(4));
    const answer = await answerChallenge(holdfast, moved, { kind: "recovery_code", code: "0000-0000-0000-0000" });
    expect(answer.json().code).toBe("challenge.invalid");
  });
});

describe("recovery codes", () => {
  test("are ten of 80 bits, shown once, each good for one sign-in, and their use is told [C-115] [C-117]", async () => {
    const ada = await developer();
    await setUpApp(holdfast, ada);
    const codes = await makeRecoveryCodes(holdfast, ada);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    expect(JSON.stringify(await factorsOf(ada))).not.toContain(codes[0]);
    const [first = "", second = ""] = codes;
    const use = async (code: string) => {
      const { challenge } = await passwordStep(holdfast, ada);
      return answerChallenge(holdfast, challenge, { kind: "recovery_code", code });
    };
    expect((await use(first)).json().session.methods).toEqual(["password", "recovery_code"]);
    expect((await use(first)).json().code).toBe("factor.wrong");
    expect((await use(second.toLowerCase().replaceAll("-", " "))).statusCode).toBe(200);
    expect((await factorsOf(ada)).recoveryCodes.left).toBe(8);
    const toldOfUse = () => mailsTo(ada).filter((subject) => /^A recovery code .* was used$/.test(subject));
    await expect.poll(toldOfUse, { timeout: 5000 }).toHaveLength(2);
    const used = await eventsOf(holdfast, owner, { target: ada.userId, event: "recovery_codes.used" });
    expect(used.map(({ details }) => details)).toEqual([{ left: 8 }, { left: 9 }]);
  });

  test("that were replaced do not work any more, which every address is told [C-117]", async () => {
    const ada = await developer();
    await setUpApp(holdfast, ada);
    const second = await addSecondAddress(holdfast, ada);
    const [old = ""] = await makeRecoveryCodes(holdfast, ada);
    const [fresh = ""] = await makeRecoveryCodes(holdfast, ada);
    const { challenge } = await passwordStep(holdfast, ada);
    expect((await answerChallenge(holdfast, challenge, { kind: "recovery_code", code: old })).json().code).toBe(
      "factor.wrong",
    );
    expect((await answerChallenge(holdfast, challenge, { kind: "recovery_code", code: fresh })).statusCode).toBe(200);
    for (const email of [ada.email, second]) {
      await expect
        .poll(() => mailsTo({ email }).filter((subject) => subject.includes("were replaced")))
        .toHaveLength(1);
    }
  });

  test("are for those who have a factor, and cost a fresh proof by one", async () => {
    const ada = await developer();
    expect((await as(ada, "POST", "/v1/me/factors/recovery-codes")).json().code).toBe("auth.factor_required");
    await setUpApp(holdfast, ada);
    holdfast.advance(minutes(11));
    expect((await as(ada, "POST", "/v1/me/factors/recovery-codes")).json().code).toBe("auth.factor_required");
  });

  test("stand in the database as sealed hashes: no row holds a code or a digest of one", async () => {
    const ada = await developer();
    await setUpApp(holdfast, ada);
    const codes = await makeRecoveryCodes(holdfast, ada);
    const rows = await withAccount(
      holdfast.runtime.directory,
      ada.accountId,
      ({ sql }) => sql<{ hashSealed: Buffer }[]>`select hash_sealed from recovery_codes where user_id = ${ada.userId}`,
    );
    expect(rows).toHaveLength(10);
    for (const { hashSealed } of rows) {
      for (const code of codes) expect(hashSealed.includes(Buffer.from(code))).toBe(false);
      expect(hashSealed.length).toBeGreaterThan(32);
    }
  });
});

describe("a fresh proof", () => {
  test("opens what asks for one, in every process, and says what is possible", async () => {
    const ada = await holdfast.account();
    const app = await setUpApp(holdfast, ada);
    const beside = await startDeployment({ beside: holdfast });
    const policy = async (at: Deployment) => {
      const { version, settings } = (await at.call({ method: "GET", url: "/v1/policy", token: ada.token })).json();
      return at.call({ method: "PUT", url: "/v1/policy", token: ada.token, body: { version, settings } });
    };
    holdfast.advance(minutes(11));
    for (const at of [holdfast, beside]) expect((await policy(at)).json().code).toBe("auth.recent_required");
    const before = (await as(ada, "GET", "/v1/me/proof")).json();
    expect(before.possible).toEqual(["totp", "password"]);
    expect(Date.parse(before.recentUntil)).toBeLessThan(holdfast.now());
    const given = await as(ada, "POST", "/v1/me/proof", { proof: { kind: "totp", code: app.code() } });
    expect([given.statusCode, given.json().methods]).toEqual([200, ["password", "totp"]]);
    for (const at of [beside, holdfast]) expect((await policy(at)).statusCode).toBe(200);
    await beside.stop();
  });

  test("by the password alone does not count as a second factor", async () => {
    const ada = await developer();
    await setUpApp(holdfast, ada);
    holdfast.advance(minutes(11));
    const given = await as(ada, "POST", "/v1/me/proof", { proof: { kind: "password", password: ada.password } });
    expect(given.statusCode).toBe(200);
    expect((await as(ada, "POST", "/v1/me/factors/recovery-codes")).json().code).toBe("auth.factor_required");
    const wrong = await as(ada, "POST", "/v1/me/proof", { proof: { kind: "password", password: "not it" } });
    expect([wrong.statusCode, wrong.json().code]).toEqual([401, "factor.wrong"]);
  });

  test("is this session's alone", async () => {
    const ada = await developer();
    const other = await signInAs(holdfast, ada);
    await setUpApp(holdfast, ada);
    expect((await as(other, "POST", "/v1/me/factors/recovery-codes")).json().code).toBe("auth.factor_required");
  });
});
