import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { sealAccount } from "../../packages/server/src/tenancy/accounts/index.ts";
import { originWithin } from "../../packages/server/src/tenancy/audit/index.ts";
import { maintainAccount } from "../../packages/server/src/tenancy/directory/index.ts";
import { enqueue } from "../../packages/server/src/tenancy/outbox/index.ts";
import { type Deployment, startDeployment } from "../support/deployment.ts";

let house: Deployment;
beforeAll(async () => {
  house = await startDeployment();
});
afterAll(() => house.stop());

describe("work that nobody told the relay of", () => {
  test.each(["shared", "dedicated"] as const)(
    "is found by its search, though the account was sealed meanwhile: %s",
    async (placement) => {
      const { accountId } = await house.account({ placement });
      const to = `told-${placement}@example.com`;
      const mail = { kind: "mail", to, subject: "Your account is closed", text: "It is." } as const;
      await maintainAccount(house.runtime.directory, accountId, (scope) =>
        enqueue({ ...scope, afterCommit: () => {} }, mail, { delaySeconds: 1 }),
      );
      await sealAccount(house.runtime, accountId, originWithin("operator", "test"));
      const arrived = () => house.inbox.list().some((each) => each.to === to);
      await expect.poll(arrived, { timeout: 10_000, interval: 100 }).toBe(true);
    },
  );
});
