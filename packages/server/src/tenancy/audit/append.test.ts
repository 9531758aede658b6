import { setImmediate } from "node:timers/promises";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { withAccount } from "../directory/index.ts";
import { append, createAppendQueue, drainAppends, listEvents } from "./index.ts";
import { deployForTest, newUser, refusal, type TestDeployment, type TestProcess } from "./testing/deployment.ts";

type Account = Awaited<ReturnType<TestDeployment["account"]>>;
let deployment: TestDeployment;
let process: TestProcess;
let acme: Account;
beforeAll(async () => {
  deployment = await deployForTest();
  process = deployment.process();
});
beforeEach(async () => {
  acme = await deployment.account();
});
afterAll(() => deployment.close());

const user = newUser();
const eventsOf = async (accountId: Account) =>
  (await withAccount(process.directory, accountId, (scope) => listEvents(scope, { limit: 200 }))).items;

describe("an event that is appended by itself", () => {
  test("is there when its promise resolves [C-236]", async () => {
    await append(process, acme, refusal(user));
    expect(await eventsOf(acme)).toHaveLength(1);
  });

  test("keeps the time at which it happened", async () => {
    const appended = append(process, acme, refusal(user));
    deployment.now += 5000;
    await appended;
    const [event] = await eventsOf(acme);
    expect(Date.parse(event?.time ?? "")).toBe(deployment.now - 5000);
  });

  test("goes in with those of other accounts, each into its own [C-063]", async () => {
    const accounts = [acme, await deployment.account(), await deployment.account()];
    const told = Array.from({ length: 120 }, (_, n) => append(process, accounts[n % 3] ?? acme, refusal(user, { n })));
    await Promise.all(told);
    for (const [place, accountId] of accounts.entries()) {
      const numbers = (await eventsOf(accountId)).map(({ details }) => Number(details["n"]));
      expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => 3 * i + place));
    }
  });

  test("is refused alone when it is malformed", async () => {
    const bad = { ...refusal(user), target: { type: "user", id: "with a space" } } as const;
    const results = await Promise.allSettled([refusal(user), bad, refusal(user)].map((e) => append(process, acme, e)));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await eventsOf(acme)).toHaveLength(2);
  });

  test("is refused when too many wait, and nothing is lost of the others [C-005]", async () => {
    const narrow = { ...process, appends: createAppendQueue(10) };
    await append(narrow, acme, refusal(user));
    const results = await Promise.allSettled(Array.from({ length: 25 }, () => append(narrow, acme, refusal(user))));
    const refused = results.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(15);
    expect(refused[0]).toMatchObject({ reason: { code: "service.busy", retryAfter: 1 } });
    expect(await eventsOf(acme)).toHaveLength(11);
  });

  test("is refused while its database cannot be asked, and goes in afterwards [C-005]", async () => {
    const { cluster } = process;
    const closed = cluster.serverOf("eu").connect("no_such_database", "app", { max: 1 });
    await closed.end();
    const broken = { ...process.directory, cluster: { ...cluster, cell: () => closed } };
    const lost = { directory: broken, appends: createAppendQueue() };
    await expect(append(lost, acme, refusal(user))).rejects.toMatchObject({ code: "service.unavailable" });
    await append({ ...lost, directory: process.directory }, acme, refusal(user));
    expect(await eventsOf(acme)).toHaveLength(1);
  });

  test("is waited for before a process ends", async () => {
    const leaving = { ...process, appends: createAppendQueue() };
    await append(leaving, acme, refusal(user));
    let written = 0;
    for (let n = 0; n < 30; n += 1) void append(leaving, acme, refusal(user)).then(() => (written += 1));
    await setImmediate();
    await drainAppends(leaving.appends);
    expect(written).toBe(30);
  });

  test("of an unknown account is refused", async () => {
    const nobody = `acc_${"0".repeat(26)}` as const;
    await expect(append(process, nobody, refusal(user))).rejects.toMatchObject({ code: "account.not_found" });
  });
});

describe("a batch for several accounts", () => {
  const cellOf = () => process.cluster.cell("eu", process.cluster.names.cell("eu"));
  const batch = (accounts: string, lists: { ids: string; actors?: string }) => {
    const { ids, actors = ids } = lists;
    return cellOf()`
      select audit_append(${accounts}, ${ids}, ${ids}, ${actors}, ${ids}, ${ids}, ${ids}, ${ids}, ${ids.replaceAll("a", "YQ==")})`;
  };

  test("is refused whole when a value would shift the lines of its neighbours", async () => {
    await expect(batch(acme, { ids: "a\nb", actors: "a\nb\nc" })).rejects.toMatchObject({ code: "HF002" });
    await expect(batch(`${acme}\n${acme}`, { ids: "a" })).rejects.toMatchObject({ code: "HF002" });
    expect(await eventsOf(acme)).toEqual([]);
  });

  test("is refused without an account", async () => {
    await expect(batch("", { ids: "a" })).rejects.toMatchObject({ code: "23502" });
    await expect(batch("\n", { ids: "a\x1ea" })).rejects.toMatchObject({ code: "HF001" });
  });

  test("leaves no account bound on its connection", async () => {
    const pool = process.cluster.serverOf("eu").connect(process.cluster.names.cell("eu"), "app", { max: 1 });
    await pool.begin(async (sql) => {
      await sql`select audit_append(${acme}, 'a', 'a.b', 'a', 'a', 'a', 'a', '{}', 'YQ==')`;
      await expect(sql.savepoint((inner) => inner`select * from audit_events`)).rejects.toMatchObject({
        code: "HF001",
      });
    });
    await expect(pool`select * from audit_events`).rejects.toMatchObject({ code: "HF001" });
    await pool.end();
  });
});
