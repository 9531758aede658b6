import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { minutes, seconds } from "../../packages/server/src/kernel/clock.ts";
import { answerChallenge, makeRecoveryCodes, passwordStep, setUpApp, stepMs } from "../support/authenticator-app.ts";
import { type Deployment, type Member, startDeployment } from "../support/deployment.ts";
import { addPasskey, newDevice } from "../support/passkeys.ts";

/** Whoever has the password and looked over a shoulder, or guesses. */
let holdfast: Deployment;
let ada: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
});
afterAll(() => holdfast.stop());

async function victim() {
  ada = await holdfast.member(await holdfast.account(), "developer");
  return setUpApp(holdfast, ada);
}
const challengeOf = async (): Promise<string> => (await passwordStep(holdfast, ada)).challenge;
const wrongCode = (right: readonly string[]): string =>
  ["000000", "000001", "000002"].find((code) => !right.includes(code)) ?? "000003";

describe("a code of an authenticator app", () => {
  test("that was used does not work again, in its own step or the next", async () => {
    const app = await victim();
    const code = app.code();
    const totp = { kind: "totp", code };
    expect((await answerChallenge(holdfast, await challengeOf(), totp)).statusCode).toBe(200);
    expect((await answerChallenge(holdfast, await challengeOf(), totp)).json().code).toBe("factor.wrong");
    holdfast.advance(stepMs);
    expect((await answerChallenge(holdfast, await challengeOf(), totp)).json().code).toBe("factor.wrong");
  });

  test("used at once in eight sign-ins opens one", async () => {
    const app = await victim();
    const challenges = [];
    for (let i = 0; i < 8; i += 1) challenges.push(await challengeOf());
    const totp = { kind: "totp", code: app.code() };
    const answers = await Promise.all(challenges.map((challenge) => answerChallenge(holdfast, challenge, totp)));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  });

  test("of the step before works, and an older one, or one of the next step, does not", async () => {
    const app = await victim();
    holdfast.advance(minutes(2));
    const tried = [-2 * stepMs, stepMs, -stepMs];
    const results = [];
    for (const shift of tried) {
      const totp = { kind: "totp", code: app.code(shift) };
      results.push((await answerChallenge(holdfast, await challengeOf(), totp)).statusCode);
    }
    expect(results).toEqual([401, 401, 200]);
  });

  test("guessed at makes the guesser wait, and shuts out neither a recovery code nor, after the wait, the app", async () => {
    const app = await victim();
    const [code = ""] = await makeRecoveryCodes(holdfast, ada);
    const guess = async () => {
      const code = wrongCode([app.code(-stepMs), app.code(), app.code(stepMs)]);
      return (await answerChallenge(holdfast, await challengeOf(), { kind: "totp", code })).json();
    };
    const verdicts = [];
    for (let i = 0; i < 6; i += 1) verdicts.push((await guess()).code);
    expect(verdicts).toEqual([...Array(5).fill("factor.wrong"), "factor.wait"]);
    const right = await answerChallenge(holdfast, await challengeOf(), { kind: "totp", code: app.code() });
    expect([right.json().code, Number(right.headers["retry-after"])]).toEqual(["factor.wait", expect.closeTo(30, -1)]);
    const recovered = await answerChallenge(holdfast, await challengeOf(), { kind: "recovery_code", code });
    expect(recovered.statusCode).toBe(200);
    holdfast.advance(seconds(31));
    expect((await answerChallenge(holdfast, await challengeOf(), { kind: "totp", code: app.code() })).statusCode).toBe(
      200,
    );
  });

  test("guessed at a hundred times in a row disables the app, and a recovery code sets up another", async () => {
    const guessed = await victim();
    const [code = ""] = await makeRecoveryCodes(holdfast, ada);
    await withFailures(99);
    const wrong = wrongCode([guessed.code(-stepMs), guessed.code()]);
    const last = await answerChallenge(holdfast, await challengeOf(), { kind: "totp", code: wrong });
    expect(last.json().code).toBe("factor.disabled");
    const step = await passwordStep(holdfast, ada);
    expect(step.factors).toEqual(["recovery_code"]);
    const disabled = await answerChallenge(holdfast, step.challenge, { kind: "totp", code: "000000" });
    expect(disabled.json().code).toBe("factor.disabled");
    const recovered = await answerChallenge(holdfast, step.challenge, { kind: "recovery_code", code });
    const app = await setUpApp(holdfast, { token: recovered.json().accessToken });
    expect((await answerChallenge(holdfast, await challengeOf(), { kind: "totp", code: app.code() })).statusCode).toBe(
      200,
    );
  });

  test("guessed at until it is disabled leaves a passkey as it was", async () => {
    const app = await victim();
    const phone = newDevice();
    await addPasskey(holdfast, ada, phone);
    await withFailures(99);
    const wrong = wrongCode([app.code(-stepMs), app.code()]);
    await answerChallenge(holdfast, await challengeOf(), { kind: "totp", code: wrong });
    const { challenge, factors } = await passwordStep(holdfast, ada);
    expect(factors).toEqual(["passkey"]);
    const options = { method: "POST", url: "/v1/auth/factor/passkey-options", body: { challenge } } as const;
    const assertion = phone.get((await holdfast.call(options)).json());
    const answer = await answerChallenge(holdfast, challenge, { kind: "passkey", assertion });
    expect([answer.statusCode, answer.json().step]).toEqual([200, "done"]);
  });
});

describe("a recovery code", () => {
  test("used at once in eight sign-ins opens one [C-115]", async () => {
    await victim();
    const [code = ""] = await makeRecoveryCodes(holdfast, ada);
    const challenges = [];
    for (let i = 0; i < 8; i += 1) challenges.push(await challengeOf());
    const proof = { kind: "recovery_code", code };
    const answers = await Promise.all(challenges.map((challenge) => answerChallenge(holdfast, challenge, proof)));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  });
});

describe("the challenge of a sign-in", () => {
  test("completes one sign-in, however often it is answered at once", async () => {
    await victim();
    const codes = await makeRecoveryCodes(holdfast, ada);
    const challenge = await challengeOf();
    const answers = await Promise.all(
      codes.slice(0, 4).map((code) => answerChallenge(holdfast, challenge, { kind: "recovery_code", code })),
    );
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([200, 400, 400, 400]);
  });

  test("that was stolen takes the code of its own user alone, in its own account", async () => {
    const app = await victim();
    const stolen = await challengeOf();
    const mallory = await holdfast.member(await holdfast.account(), "developer");
    const own = await setUpApp(holdfast, mallory);
    const answer = await answerChallenge(holdfast, stolen, { kind: "totp", code: own.code() });
    expect(answer.json().code).toBe("factor.wrong");
    const right = await answerChallenge(holdfast, stolen, { kind: "totp", code: app.code() });
    expect(
      (await holdfast.call({ method: "GET", url: "/v1/me", token: right.json().accessToken })).json().user.id,
    ).toBe(ada.userId);
  });

  test("runs out after ten minutes", async () => {
    const app = await victim();
    const challenge = await challengeOf();
    holdfast.advance(minutes(10));
    const answer = await answerChallenge(holdfast, challenge, { kind: "totp", code: app.code() });
    expect(answer.json().code).toBe("challenge.invalid");
  });
});

/** As many wrong codes in a row as there were; typing them would take days of waiting. */
async function withFailures(failures: number): Promise<void> {
  const { cluster } = holdfast.runtime;
  await cluster.cell("eu", cluster.names.cell("eu")).begin(async (sql) => {
    await sql`select set_config('holdfast.account_id', ${ada.accountId}, true)`;
    await sql`update totp_factors set failures = ${failures} where user_id = ${ada.userId}`;
  });
}
