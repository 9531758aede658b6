import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { answerChallenge, passwordStep, setUpApp } from "../../../../../test/support/authenticator-app.ts";
import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { factorControls } from "./index.ts";

let holdfast: Deployment;
let ada: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  ada = await holdfast.account();
  const app = await setUpApp(holdfast, ada);
  const { challenge } = await passwordStep(holdfast, ada);
  await answerChallenge(holdfast, challenge, { kind: "totp", code: app.code() });
});
afterAll(() => holdfast.stop());

const probe = () => {
  const [control] = factorControls(holdfast.runtime);
  if (control === undefined) throw new Error("there is no control");
  return control.probe();
};

describe("the control of second steps", () => {
  test("is in order while every sign-in of somebody with an app was completed with a factor [C-105]", async () => {
    expect(await probe()).toMatchObject({ ok: true, evidence: { sessionsChecked: 1, sessionsOfOneFactor: 0 } });
  });

  test("fails for a session that was begun by the password alone [C-105]", async () => {
    await withAccount(
      holdfast.runtime.directory,
      ada.accountId,
      ({ sql }) => sql`update sessions set factor_proved_at = null`,
    );
    expect(await probe()).toMatchObject({ ok: false, evidence: { sessionsOfOneFactor: 1 } });
  });
});
