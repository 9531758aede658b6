import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { visitStreams } from "../../packages/server/src/data/audit-streams/index.ts";
import { visitWebhooks } from "../../packages/server/src/data/webhooks/index.ts";
import { minutes } from "../../packages/server/src/kernel/clock.ts";
import { sequence } from "../../packages/server/src/tenancy/audit/index.ts";
import { findHome, type Home } from "../../packages/server/src/tenancy/directory/index.ts";
import { type Acting, acting } from "../support/acting.ts";
import { type Deployment, startDeployment } from "../support/deployment.ts";
import { eventsOf } from "../support/events.ts";
import { failEveryCall } from "../support/faults.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";

/**
 * Sending, with every one of its calls to a database or to the root key failing in turn, as they do for a process that
 * dies there. What was to be sent arrives with the next one: at least once, and none is passed over.
 */
let holdfast: Deployment;
let me: Acting;
let home: Home;
let receiver: Receiver;
beforeAll(async () => {
  holdfast = await startDeployment({ faults: true });
  me = acting(holdfast, await holdfast.account());
  receiver = await startReceiver();
  home = await findHome(holdfast.runtime.directory, me.member.accountId);
});
afterAll(async () => {
  await receiver.stop();
  await holdfast.stop();
});

/** So that nobody sends but the test. */
const keepOthersAway = () => holdfast.runtime.directory.cluster.directory`
  update senders set leased_until = '2100-01-01', told = false`;

/** Something that happens, and gets its place in the log at once. */
async function happen(): Promise<string> {
  expect((await me.call("PATCH", "/v1/me", { name: `Ada ${Math.random()}` })).statusCode).toBe(200);
  const { directory, log } = holdfast.runtime;
  await sequence({ directory, log, originHost: "holdfast.test" }, home, new Set());
  const newest = async () => (await eventsOf(holdfast, me.member, { event: "user.profile_changed", limit: 1 }))[0];
  await expect.poll(async () => (await newest())?.index ?? null, { timeout: 5000, interval: 20 }).not.toBeNull();
  return (await newest())?.id ?? "";
}

const patience = 90_000;
const ended = new AbortController().signal;

describe.each(["before", "after"] as const)("when any call of a visit fails %s it took effect", (when) => {
  test(
    "each event reaches the webhook, and what was written down is true",
    async () => {
      const wish = { url: receiver.url, events: ["user.profile_changed"] };
      const { id } = (await me.call("POST", "/v1/webhooks", wish)).json().webhook;
      await keepOthersAway();
      const visit = () => visitWebhooks(holdfast.runtime, home, ended);
      const arrived = () => receiver.received.map(({ headers }) => headers["webhook-id"]);
      const calls = await failEveryCall(when, async (attempt, at) => {
        const event = await happen();
        await attempt(visit).catch(() => {});
        holdfast.advance(minutes(2));
        await visit();
        expect([at, arrived().includes(event)]).toEqual([at, true]);
        const listed = (await me.call("GET", `/v1/webhooks/${id}/deliveries?limit=1`)).json().items;
        expect([at, listed[0].message, listed[0].state]).toEqual([at, event, "delivered"]);
      });
      expect(calls).toBeGreaterThan(12);
      await me.call("DELETE", `/v1/webhooks/${id}`);
    },
    patience,
  );

  test(
    "the whole log reaches the collector, in order",
    async () => {
      receiver.received.length = 0;
      const { id, cursor } = (
        await me.call("POST", "/v1/audit/streams", { format: "ndjson", url: receiver.url })
      ).json();
      await keepOthersAway();
      const visit = () => visitStreams(holdfast.runtime, home, ended);
      const arrived = (): { index: number; id: string }[] =>
        receiver.received
          .flatMap(({ body }) => body.trimEnd().split("\n"))
          .map((line): { index: number; id: string } => JSON.parse(line));
      const calls = await failEveryCall(when, async (attempt, at) => {
        const event = await happen();
        await attempt(visit).catch(() => {});
        holdfast.advance(minutes(4));
        await visit();
        expect([at, arrived().some((line) => line.id === event)]).toEqual([at, true]);
      });
      expect(calls).toBeGreaterThan(12);
      // Each for the first time: what is sent twice comes again from where the cursor was.
      const firsts = [...new Set(arrived().map(({ index }) => index))];
      expect(firsts).toEqual(firsts.map((_, n) => cursor + n));
      await me.call("DELETE", `/v1/audit/streams/${id}`);
    },
    patience,
  );
});
