import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { createAudit } from "@holdfast/sdk/audit";
import { createGuard } from "@holdfast/sdk/guard";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { createRootKeyFile, fileKeyWrapper } from "../../packages/server/src/tenancy/keys/index.ts";
import { type Deployment, type Member, publicUrl, signInAs, startDeployment } from "../support/deployment.ts";
import { guardSecret, recorderTokenOf } from "../support/guards.ts";
import { prefixOf, type ServerProcess, startServerProcess } from "./server-process.ts";
import { openWay, startTraffic } from "./traffic.ts";

/** A product in traffic while the server that it talks to is killed outright, and another one answers in its place. */
let folder: string;
let rootKeyFile: string;
let holdfast: Deployment;
let standIn: string;
let acme: Member;
let server: ServerProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-lost-server-"));
  rootKeyFile = join(folder, "root.key");
  await createRootKeyFile(rootKeyFile, Date.now());
  holdfast = await startDeployment({ wrapper: await fileKeyWrapper(rootKeyFile), guardSecrets: [guardSecret] });
  standIn = await holdfast.app.listen({ host: "127.0.0.1", port: 0 });
  acme = await holdfast.account();
});
beforeEach(async () => {
  server = await startServerProcess(prefixOf(holdfast), rootKeyFile);
});
afterAll(async () => {
  await holdfast.stop();
  rmSync(folder, { recursive: true });
});

describe("when a server is killed in the middle of traffic", () => {
  test("a guard never lets in who was revoked, and denies nobody else without a reason [C-005] [C-124]", async () => {
    const way = openWay(server.url);
    const guard = createGuard({
      baseUrl: server.url,
      credential: recorderTokenOf(null),
      issuer: publicUrl,
      fetch: way.fetch,
    });
    onTestFinished(() => guard.close());
    const members: Member[] = [];
    for (let n = 0; n < 8; n += 1) members.push(await signInAs(holdfast, acme));
    const traffic = startTraffic(guard, members);
    const revoke = (n: number): Promise<void> => traffic.revoke(holdfast, members[n] ?? acme);
    await sleep(100);
    await revoke(0);
    const revoking = revoke(1);
    void server.kill();
    await revoking;
    await revoke(2);
    way.to = standIn;
    await expect.poll(() => guard.fresh(), { timeout: 10_000, interval: 5 }).toBe(true);
    await revoke(3);
    await sleep(300);
    await traffic.end();
  });

  test("every event that a product records is in the log once [C-236]", async () => {
    const way = openWay(server.url);
    const audit = createAudit({
      baseUrl: server.url,
      credential: recorderTokenOf(acme.accountId),
      events: { "ticket.closed": { details: { n: "number" } } },
      fetch: way.fetch,
    });
    const by = { account: acme.accountId, user: acme.userId };
    const recording: Promise<{ readonly id: string }>[] = [];
    for (let n = 0; n < 400; n += 1) {
      recording.push(audit.record({ event: "ticket.closed", by, details: { n } }));
      if (n % 10 === 9) await sleep(5);
      if (n === 200) void server.kill();
    }
    way.to = standIn;
    const ids = (await Promise.all(recording)).map(({ id }) => id);
    await audit.close();

    const logged: string[] = [];
    for (let cursor = ""; ;) {
      const url = `/v1/audit/events?event=app.ticket.closed&limit=200${cursor}`;
      const { items, nextCursor } = (await holdfast.call({ method: "GET", url, token: acme.token })).json();
      logged.push(...items.map(({ id }: { id: string }) => id));
      if (nextCursor === null) break;
      cursor = `&cursor=${nextCursor}`;
    }
    expect(logged.toReversed()).toEqual(ids);
    expect(audit.lost).toBe(0);
  });
});
