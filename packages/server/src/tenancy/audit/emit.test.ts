import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type AccountScope, withAccount } from "../directory/index.ts";
import { emit, emitAll, listEvents, sequence } from "./index.ts";
import {
  deployForTest,
  homeOf,
  newUser,
  refusal,
  type TestDeployment,
  type TestProcess,
} from "./testing/deployment.ts";

let deployment: TestDeployment;
let process: TestProcess;
let acme: Awaited<ReturnType<TestDeployment["account"]>>;
let globex: typeof acme;
beforeAll(async () => {
  deployment = await deployForTest();
  process = deployment.process();
  globex = await deployment.account();
});
beforeEach(async () => {
  acme = await deployment.account();
});
afterAll(() => deployment.close());

const within = <T>(accountId: typeof acme, work: (scope: AccountScope) => Promise<T>) =>
  withAccount(process.directory, accountId, work);
const eventsOf = async (accountId: typeof acme) => (await within(accountId, (scope) => listEvents(scope, {}))).items;
const user = newUser();

describe("an event that is emitted with a change", () => {
  test("is there when the change has committed, and has a place in the log soon after [C-006] [C-236]", async () => {
    await within(acme, (scope) => emit(scope, refusal(user)));
    expect(await eventsOf(acme)).toMatchObject([{ event: "session.refused", index: null }]);
    await sequence(process, await homeOf(process, acme), new Set());
    expect(await eventsOf(acme)).toMatchObject([{ event: "session.refused", index: 0 }]);
  });

  test("is gone when the change rolls back", async () => {
    const failing = within(acme, async (scope) => {
      await emit(scope, refusal(user));
      await emitAll(scope, [refusal(user), refusal(user)]);
      throw new Error("the change failed");
    });
    await expect(failing).rejects.toThrow("the change failed");
    expect(await eventsOf(acme)).toEqual([]);
    expect(await sequence(process, await homeOf(process, acme), new Set())).toBe(0);
  });

  test("takes the change with it when it cannot be written [C-005] [C-006]", async () => {
    const change = within(acme, async (scope) => {
      await scope.sql`insert into policies (version, settings) values (1, '{}')`;
      await emit(scope, refusal(user, { text: "x".repeat(70_000) }));
    });
    await expect(change).rejects.toMatchObject({ code: "entry.too_large" });
    const rows = await within(acme, (scope) => scope.sql`select from policies`);
    expect(rows).toHaveLength(0);
  });

  test("is written with its siblings in one statement, in their order", async () => {
    const told = Array.from({ length: 300 }, (_, n) => refusal(user, { n }));
    await within(acme, (scope) => emitAll(scope, told));
    await sequence(process, await homeOf(process, acme), new Set());
    const listed = await within(acme, (scope) => listEvents(scope, { limit: 200 }));
    expect(listed.items.map(({ index, details }) => [index, details["n"]])).toEqual(
      Array.from({ length: 200 }, (_, i) => [299 - i, 299 - i]),
    );
  });

  test("rings the bell after the commit and never after a rollback", async () => {
    const rings: string[] = [];
    const unlisten = process.directory.bell.listen((home) => rings.push(home.accountId));
    await within(acme, async (scope) => {
      await emit(scope, refusal(user));
      expect(rings).toEqual([]);
    });
    expect(rings).toEqual([acme]);
    await within(acme, async (scope) => {
      await emit(scope, refusal(user));
      throw new Error("rolled back");
    }).catch(() => null);
    expect(rings).toEqual([acme]);
    unlisten();
  });

  test("is invisible to another account [C-063] [C-064]", async () => {
    await within(acme, (scope) => emit(scope, refusal(user)));
    expect(await eventsOf(globex)).toEqual([]);
  });

  test("cannot be changed afterwards, not even by the program itself [C-231] [C-237]", async () => {
    await within(acme, (scope) => emit(scope, refusal(user)));
    for (const column of ["entry", "event", "actor", "target", "outcome", "id"]) {
      const tampering = within(acme, ({ sql }) => sql`update audit_events set ${sql(column)} = ${sql(column)}`);
      await expect(tampering).rejects.toThrow("permission denied");
    }
  });
});
