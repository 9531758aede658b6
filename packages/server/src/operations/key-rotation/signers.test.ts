import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, startDeployment } from "../../../../../test/support/deployment.ts";
import { hours } from "../../kernel/clock.ts";
import { retireTokenSigners, rotateSigners } from "./index.ts";

let house: Deployment;
beforeAll(async () => {
  house = await startDeployment();
});
afterAll(() => house.stop());

const kids = async (): Promise<string[]> => {
  const answer = await house.call({ method: "GET", url: "/.well-known/jwks.json" });
  return answer.json().keys.map(({ kid }: { kid: string }) => kid);
};

describe("rotating the keys that sign tokens", () => {
  test("publishes, then signs, then lets the old key go, and no token in hand stops working [C-045]", async () => {
    const member = await house.account();
    const me = async (): Promise<number> =>
      (await house.call({ method: "GET", url: "/v1/me", token: member.token })).statusCode;
    const { rotation } = house.runtime;
    const tokens = { name: "token", regions: ["eu"] } as const;
    const now = Date.now();
    const before = await kids();

    expect(await rotateSigners(rotation, tokens, now)).toMatchObject([{ region: "eu", step: "published" }]);
    expect(await kids()).toHaveLength(before.length + 1);
    expect(await rotateSigners(rotation, tokens, now)).toMatchObject([{ step: "waiting" }]);
    expect(await rotateSigners(rotation, tokens, now + hours(2))).toMatchObject([{ step: "promoted" }]);
    expect(await me()).toBe(200);

    const [early] = await retireTokenSigners(rotation, ["eu"], now + hours(2));
    expect(early).toMatchObject({ retired: 0 });
    expect(early?.waitsUntil).toBeGreaterThan(now + hours(2));
    expect(await retireTokenSigners(rotation, ["eu"], now + hours(30))).toEqual([
      { region: "eu", retired: 1, waitsUntil: null },
    ]);
    const after = await kids();
    expect(before.filter((kid) => !after.includes(kid))).toHaveLength(1);
  });
});
