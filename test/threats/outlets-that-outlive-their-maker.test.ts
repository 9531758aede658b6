import type { ReviewItemView } from "@holdfast/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { type Acting, acting } from "../support/acting.ts";
import { type Deployment, startDeployment } from "../support/deployment.ts";
import { eventsOf } from "../support/events.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";

/** Somebody who is about to leave sees to it that the account's events are sent to them for ever. */
let holdfast: Deployment;
let receiver: Receiver;
let owner: Acting;
let webhook: string;
let stream: string;

beforeAll(async () => {
  holdfast = await startDeployment();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.stop();
  await holdfast.stop();
});
beforeEach(async () => {
  owner = acting(holdfast, await holdfast.account());
  const leaving = acting(holdfast, await holdfast.member(owner.member, "admin"));
  webhook = (await leaving.call("POST", "/v1/webhooks", { url: receiver.url, events: ["*"] })).json().webhook.id;
  const siem = { url: receiver.url, format: "ndjson" };
  stream = (await leaving.call("POST", "/v1/audit/streams", siem)).json().id;
  const gone = await owner.call("POST", `/v1/users/${leaving.member.userId}/offboarding`, {});
  if (gone.statusCode !== 201) throw new Error(`an offboarding was answered ${gone.statusCode}: ${gone.body}`);
});

async function review(by: Acting): Promise<{ id: string; outlets: ReviewItemView[] }> {
  const { id } = (await by.call("POST", "/v1/reviews")).json();
  const items: ReviewItemView[] = (await by.call("GET", `/v1/reviews/${id}/items`)).json().items;
  return { id, outlets: items.filter(({ kind }) => kind === "webhook" || kind === "audit_stream") };
}
const remove = (by: Acting, id: string, { item }: ReviewItemView) =>
  by.call("PATCH", `/v1/reviews/${id}`, { item, decision: "remove" });

test("the next review lists it, as nobody's own, and takes it away [C-171]", async () => {
  const { id, outlets } = await review(owner);
  expect(outlets).toMatchObject([
    { kind: "webhook", subject: webhook, user: null, role: null, outcome: null },
    { kind: "audit_stream", subject: stream, user: null, role: null, outcome: null },
  ]);
  for (const outlet of outlets) {
    expect((await remove(owner, id, outlet)).json().item).toMatchObject({ outcome: "removed" });
  }
  expect((await owner.call("GET", "/v1/webhooks")).json().items).toEqual([]);
  expect((await owner.call("GET", "/v1/audit/streams")).json().items).toEqual([]);
  expect(await eventsOf(holdfast, owner.member, { event: "webhook.removed" })).toHaveLength(1);
  expect(await eventsOf(holdfast, owner.member, { event: "audit_stream.removed" })).toHaveLength(1);
});

test("nobody takes it away by a review who could not do so without one; what is gone already is told", async () => {
  const role = (
    await owner.call("POST", "/v1/roles", { name: "Reviewer", summary: "", rights: ["reviews:write"] })
  ).json().id;
  const reviewer = acting(holdfast, await holdfast.member(owner.member, role));
  const { id, outlets } = await review(owner);
  for (const outlet of outlets) expect((await remove(reviewer, id, outlet)).json().code).toBe("right.missing");
  await owner.call("DELETE", `/v1/webhooks/${webhook}`);
  await owner.call("DELETE", `/v1/audit/streams/${stream}`);
  for (const outlet of outlets) {
    expect((await remove(owner, id, outlet)).json().item).toMatchObject({ outcome: "gone" });
  }
});
