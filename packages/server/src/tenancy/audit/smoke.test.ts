import { afterAll, beforeAll, expect, test } from "vitest";
import { append, emit, listEvents, sequence, readCheckpoint } from "./index.ts";
import { withAccount } from "../directory/index.ts";
import { deployForTest, homeOf, newUser, refusal, type TestDeployment } from "./testing/deployment.ts";
let d: TestDeployment;
beforeAll(async () => { d = await deployForTest(); });
afterAll(() => d.close());
test("smoke", async () => {
  const p = d.process();
  const acc = await d.account();
  const u = newUser();
  await withAccount(p.directory, acc, async (scope) => emit(scope, refusal(u)));
  await Promise.all(Array.from({ length: 20 }, () => append(p, acc, refusal(u))));
  expect(await sequence(p, await homeOf(p, acc), new Set())).toBe(21);
  const l = await withAccount(p.directory, acc, (scope) => listEvents(scope, {}));
  console.log(l.items[0], l.items.length, await withAccount(p.directory, acc, readCheckpoint), p.errors);
});
