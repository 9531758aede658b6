import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { answerChallenge, passwordStep, setUpApp } from "../../../../../test/support/authenticator-app.ts";
import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { lockUser } from "../users/index.ts";
import { endChallengesOf } from "./challenge-store.ts";

let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
afterAll(() => holdfast.stop());

test("a sign-in that is being completed and a change that ends it never wait for each other", async () => {
  const ada = await holdfast.member(owner, "developer");
  const app = await setUpApp(holdfast, ada);
  const { challenge } = await passwordStep(holdfast, ada);
  const completing: ReturnType<typeof answerChallenge>[] = [];
  await withAccount(holdfast.runtime.directory, ada.accountId, async (scope) => {
    await lockUser(scope, ada.userId);
    completing.push(answerChallenge(holdfast, challenge, { kind: "totp", code: app.code() }));
    await sleep(300);
    await endChallengesOf(scope, ada.userId);
  });
  const [answer] = await Promise.all(completing);
  expect(answer?.json().code).toBe("challenge.invalid");
});
