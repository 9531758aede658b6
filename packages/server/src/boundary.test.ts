import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { type Deployment, startDeployment } from "../../../test/support/deployment.ts";
import { openBoundary, revocationHandlers } from "./boundary.ts";
import { eraseAccount } from "./tenancy/accounts/index.ts";
import { openAccountKeys } from "./tenancy/keys/index.ts";
import { startNode } from "./tenancy/revocation/index.ts";

let house: Deployment;
beforeAll(async () => {
  house = await startDeployment();
});
afterAll(() => house.stop());

test("erasing an account takes its keys from every process, and from requests that hold them [C-237]", async () => {
  const { runtime } = house;
  const doomed = await house.account();
  const other = openBoundary(runtime);
  const node = startNode(runtime, revocationHandlers(other.directory, runtime.log));
  await expect.poll(() => node.fresh()).toBe(true);
  const held = await openAccountKeys(other.directory.keys, doomed.accountId);
  expect(held.blindIndex("users.email", "x")).toHaveLength(32);

  await eraseAccount(runtime, doomed.accountId);
  await vi.waitFor(() => expect(() => held.blindIndex("users.email", "x")).toThrow("service.unavailable"), {
    timeout: 5000,
  });
  await node.stop();
  await other.close();
});
