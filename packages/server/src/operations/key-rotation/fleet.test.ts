import type { AccountId } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { newId } from "../../kernel/ids.ts";
import { originWithin } from "../../tenancy/audit/index.ts";
import { createKeyCache } from "../../tenancy/keys/index.ts";
import { type FleetStep, retireAccounts, rotateAccounts } from "./index.ts";

let house: Deployment;
beforeAll(async () => {
  house = await startDeployment();
});
afterAll(() => house.stop());

const alone = () => ({
  origin: originWithin("operator", "test"),
  isAlone: true,
  signal: new AbortController().signal,
});

describe("rotating the keys of many accounts", () => {
  test("rotates each, brings its values over, and retires the old keys when told [C-045]", async () => {
    const members = [await house.account(), await house.account({ placement: "dedicated" })];
    const ids = members.map(({ accountId }) => accountId);
    const outcomes = await rotateAccounts(house.runtime, ids, alone());
    expect(outcomes).toMatchObject(ids.map((accountId) => ({ accountId, step: "rotated", version: 2, remaining: 0 })));
    expect(await retireAccounts(house.runtime, ids, alone())).toEqual(
      ids.map((accountId) => ({ accountId, step: "retired", destroyed: [1], inUse: [] })),
    );
    for (const member of members) await expect(signInAs(house, member)).resolves.toBeDefined();
  });

  test("names the accounts whose keys do not open, and goes on with the others", async () => {
    const [damaged, member] = [await house.account(), await house.account()];
    const unknown: AccountId = newId("account", 1);
    const { keystore } = house.runtime.cluster;
    await keystore`update account_keys set wrapped = 'x' where account_id = ${damaged.accountId}`;
    const keys = { ...house.runtime.directory.keys, keyCache: createKeyCache() };
    const deps = { ...house.runtime, directory: { ...house.runtime.directory, keys } };
    const outcomes = await rotateAccounts(deps, [damaged.accountId, unknown, member.accountId], alone());
    expect(outcomes.map(({ accountId, step }) => [accountId, step])).toEqual([
      [damaged.accountId, "failed"],
      [unknown, "failed"],
      [member.accountId, "rotated"],
    ]);
    keys.keyCache.close();
  });

  test("touches no value before requests that hold older keys have ended, and can be stopped while it waits", async () => {
    const member = await house.account();
    const stop = new AbortController();
    const steps: FleetStep[] = [];
    const onStep = (step: FleetStep): void => {
      steps.push(step);
      if (step.doing === "waiting") stop.abort(new Error("killed"));
    };
    const options = { ...alone(), isAlone: false, signal: stop.signal, onStep };
    await expect(rotateAccounts(house.runtime, [member.accountId], options)).rejects.toThrow("aborted");
    expect(steps.map(({ doing }) => doing)).toEqual(["rotating", "waiting"]);
    expect(steps[1]?.total).toBeGreaterThan(100_000);
    const resumed = await rotateAccounts(house.runtime, [member.accountId], alone());
    expect(resumed).toMatchObject([{ step: "resumed", version: 2, remaining: 0 }]);
  });
});
