import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { EventView, WebhookDeliveryView } from "@holdfast/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { minutes } from "../../packages/server/src/kernel/clock.ts";
import { createRootKeyFile, fileKeyWrapper } from "../../packages/server/src/tenancy/keys/index.ts";
import { type Member, startDeployment } from "../support/deployment.ts";
import { type Received, type Receiver, startReceiver } from "../support/receiver.ts";
import { prefixOf, type ServerProcess, startServerProcess } from "./server-process.ts";

/**
 * Events on their way to a customer while the process that sends them is killed outright: some arrived, some are being
 * sent, some are queued, and some have only just happened. Another process starts when the leases of the first are over.
 */
let folder: string;
let rootKeyFile: string;
let prefix: string;
let members: Member[];
let receiver: Receiver;
let server: ServerProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-killed-sender-"));
  rootKeyFile = join(folder, "root.key");
  await createRootKeyFile(rootKeyFile, Date.now());
  const holdfast = await startDeployment({ wrapper: await fileKeyWrapper(rootKeyFile) });
  members = [await holdfast.account(), await holdfast.account()];
  prefix = prefixOf(holdfast);
  // From here on nobody sends but the processes of the tests.
  await holdfast.stop();
});
beforeEach(async () => {
  receiver = await startReceiver();
  onTestFinished(() => receiver.stop());
  server = await startServerProcess(prefix, rootKeyFile);
});
afterAll(() => rmSync(folder, { recursive: true }));

const patience = { timeout: 30_000, interval: 20 };

/** What somebody asks of the server that is there. */
const asking =
  ({ token }: Member) =>
  async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const told = await answer.text();
    expect([path, answer.ok, told]).toEqual([path, true, told]);
    return JSON.parse(told);
  };
type Ask = ReturnType<typeof asking>;

async function happen(ask: Ask, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await ask("PATCH", "/v1/me", { name: `Ada ${Math.random()}` });
}

const eventsOf = async (ask: Ask): Promise<EventView[]> =>
  (await ask("GET", "/v1/audit/events?event=user.profile_changed&limit=100")).items;

/** Longer than any lease of the process that died. */
const successor = () => startServerProcess(prefix, rootKeyFile, { aheadMs: minutes(4) });

describe("when a process is killed in the midst of sending", () => {
  test("every event reaches the webhook by way of the next one, and says the same each time", async () => {
    const [owner] = members;
    if (owner === undefined) throw new Error("nobody to act");
    const ask = asking(owner);
    const wish = { url: receiver.url, events: ["user.profile_changed"] };
    const { id } = (await ask("POST", "/v1/webhooks", wish)).webhook;
    await happen(ask, 5);
    await expect.poll(() => receiver.received.length, patience).toBe(5);
    receiver.answer(null);
    await happen(ask, 25);
    await expect.poll(() => receiver.received.length, patience).toBeGreaterThan(5);
    await happen(ask, 3);
    const happened = (await eventsOf(ask)).map((event) => event.id);
    expect(happened).toHaveLength(33);
    await server.kill();
    const before = receiver.received.length;
    const idOf = ({ headers }: Received) => String(headers["webhook-id"]);
    expect(new Set(receiver.received.map(idOf)).size).toBeLessThan(33);

    receiver.answer(204);
    server = await successor();
    /** What got an answer: nothing did between the first five and the death of the process. */
    const taken = () => [...receiver.received.slice(0, 5), ...receiver.received.slice(before)].map(idOf);
    await expect.poll(() => new Set(taken()).size, patience).toBe(33);
    expect(taken().toSorted()).toEqual(happened.toSorted());
    const deliveries = async (): Promise<WebhookDeliveryView[]> =>
      (await ask("GET", `/v1/webhooks/${id}/deliveries?limit=100`)).items;
    await expect
      .poll(async () => (await deliveries()).map(({ state }) => state), patience)
      .toEqual(Array.from({ length: 33 }, () => "delivered"));
    for (const [message, copies] of Map.groupBy(receiver.received, idOf)) {
      expect([message, new Set(copies.map(({ body }) => body)).size]).toEqual([message, 1]);
    }
  }, 90_000);

  test("the collector has the whole log, in order, by way of the next one", async () => {
    const [, owner] = members;
    if (owner === undefined) throw new Error("nobody to act");
    const ask = asking(owner);
    await ask("POST", "/v1/audit/streams", { format: "ndjson", url: receiver.url, from: "start" });
    const linesOf = (received: readonly Received[]): { index: number; id: string }[] =>
      received
        .flatMap(({ body }) => body.trimEnd().split("\n"))
        .map((line): { index: number; id: string } => JSON.parse(line));
    await expect.poll(() => receiver.received.length, patience).toBeGreaterThan(0);
    receiver.answer(null);
    const answered = receiver.received.length;
    await happen(ask, 20);
    await expect.poll(() => receiver.received.length, patience).toBeGreaterThan(answered);
    await happen(ask, 3);
    const happened = (await eventsOf(ask)).map((event) => event.id);
    expect(happened).toHaveLength(23);
    await server.kill();
    const before = receiver.received.length;

    receiver.answer(204);
    server = await successor();
    const taken = () => linesOf([...receiver.received.slice(0, answered), ...receiver.received.slice(before)]);
    const hasTaken = (event: string) => taken().some(({ id }) => id === event);
    await expect.poll(() => happened.every(hasTaken), patience).toBe(true);
    // From the start on and without a gap; whatever was torn off comes again from where the cursor was.
    expect(taken().map(({ index }) => index)).toEqual(taken().map((_, n) => n));
  }, 90_000);
});
