import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeKey, useKey } from "../../../../../test/support/api-keys.ts";
import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { sealAccount, unsealAccount } from "../../tenancy/accounts/index.ts";
import { originWithin } from "../../tenancy/audit/index.ts";
import { settleLeaks } from "./index.ts";
import { checksumOf } from "./key-format.ts";

let holdfast: Deployment;
let owner: Member;
let stranger: Member;
beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
  stranger = await holdfast.account();
});
afterAll(() => holdfast.stop());

describe("leaked API keys", () => {
  const report = (keys: string[], source?: string) =>
    holdfast.call({ method: "POST", url: "/v1/leaked-keys", body: { keys, ...(source !== undefined && { source }) } });

  test("are revoked at once; creator and administrators are told, and the log keeps where they were found [C-145] [C-153]", async () => {
    const who = await holdfast.member(owner, "developer");
    const { id, secret } = await makeKey(holdfast, who);
    await useKey(holdfast, secret);
    const source = "https://git.example/acme/app/blob/main/.env";
    // Twice in one report and in two reports at once.
    await Promise.all([report([secret, secret], source), report([secret], source)]);
    await holdfast.runtime.background.settled();
    expect(await useKey(holdfast, secret)).toEqual([401, "key.invalid"]);
    const events = await eventsOf(holdfast, owner, { event: "api_key.leaked", target: id });
    expect(events).toMatchObject([{ actor: { type: "anonymous" }, personal: { source } }]);
    const leaks = (email: string) =>
      holdfast.inbox.list().filter(({ to, subject }) => to === email && subject.includes("found in public")).length;
    await expect.poll(() => [leaks(who.email), leaks(owner.email)]).toEqual([1, 1]);
  });

  test("outlive the process that took the report, stand nowhere in the clear, and are told of once by many processes [C-145] [C-153]", async () => {
    const { background, cluster } = holdfast.runtime;
    const waiting = () => cluster.directory`select to_json(k)::text as json from leaked_keys k`;
    const source = "https://paste.example/7";
    const run = background.run.bind(background);
    const reported = async (): Promise<{ id: string; secret: string; row: Record<string, unknown> }> => {
      const { id, secret } = await makeKey(holdfast, owner);
      // The process dies right after its answer.
      Object.assign(background, { run: () => {} });
      expect((await report([secret], source)).statusCode).toBe(202);
      Object.assign(background, { run });
      const [row] = await waiting();
      // Every ten seconds another one comes, and may have come already.
      return row !== undefined && (await useKey(holdfast, secret))[0] === 200 ? { id, secret, row } : reported();
    };
    const { id, secret, row } = await reported();
    for (const hidden of [secret.slice(58, 101), Buffer.from(secret).toString("hex"), source]) {
      expect(row["json"]).not.toContain(hidden);
    }
    await Promise.all([1, 2, 3].map(() => settleLeaks(holdfast.runtime)));
    await expect.poll(() => useKey(holdfast, secret)).toEqual([401, "key.invalid"]);
    const events = await eventsOf(holdfast, owner, { event: "api_key.leaked", target: id });
    expect(events).toMatchObject([{ personal: { source } }]);
    await expect.poll(waiting).toHaveLength(0);
  });

  test("of an account that is sealed wait until it is opened, and die then [C-145]", async () => {
    const house = await holdfast.account();
    const { secret } = await makeKey(holdfast, house);
    const operator = originWithin("operator", "kim");
    await sealAccount(holdfast.runtime, house.accountId, operator);
    await report([secret]);
    await holdfast.runtime.background.settled();
    await unsealAccount(holdfast.runtime, house.accountId, operator);
    expect(await useKey(holdfast, secret)).toEqual([200, null]);
    await holdfast.runtime.cluster.directory`update leaked_keys set due_at = now()`;
    await settleLeaks(holdfast.runtime);
    await expect.poll(() => useKey(holdfast, secret)).toEqual([401, "key.invalid"]);
  });

  test("are taken from one address thirty times in a minute and no more", async () => {
    const send = () =>
      holdfast.call({ method: "POST", url: "/v1/leaked-keys", body: { keys: ["nothing"] }, address: "192.0.2.200" });
    const statuses = [];
    for (let n = 0; n < 31; n += 1) statuses.push((await send()).statusCode);
    expect(statuses).toEqual([...Array(30).fill(202), 429]);
  });

  test("are answered alike, whatever they are, and no part of a key ends it [C-145]", async () => {
    const { secret } = await makeKey(holdfast, owner);
    const dead = await makeKey(holdfast, owner);
    await holdfast.call({ method: "DELETE", url: `/v1/keys/${dead.id}`, token: owner.token });
    const other = await makeKey(holdfast, stranger);
    // Another key's secret under this key's name, with a checksum that is right.
    const mixed = `${secret.slice(0, 57)}${other.secret.slice(57, 101)}`;
    const forged = `${mixed}_${checksumOf(mixed)}`;
    const answers = new Set<string>();
    for (const keys of [[forged], [secret.slice(0, -1)], [dead.secret], ["nothing"], [""]]) {
      const { statusCode, body } = await report(keys);
      answers.add(`${statusCode} ${body}`);
    }
    await holdfast.runtime.background.settled();
    expect([...answers]).toEqual(["202 {}"]);
    expect(await useKey(holdfast, secret)).toEqual([200, null]);
  });
});
