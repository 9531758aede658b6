import { afterAll, beforeAll, expect, test } from "vitest";

import { verify } from "../../docs/snippets/webhook-consumer.ts";
import { type Received, type Receiver, startReceiver } from "../support/receiver.ts";
import { ada, arrive, makeKey, newestEvent } from "./people.ts";
import { heading, look, overflowOf, press } from "./screens.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
let owner: Visitor;
let receiver: Receiver;
let secret = "";
beforeAll(async () => {
  receiver = await startReceiver();
  owner = await stage.visit();
  await arrive(owner.page, ada);
});
afterAll(() => receiver.stop());

const patience = { timeout: 30_000 };

/** What a message says, once it is known to be ours. */
const saidBy = (message: Received | undefined) => {
  if (message === undefined) throw new Error("nothing arrived");
  const { headers, body } = message;
  const one = (name: string) => {
    const value = headers[name];
    return typeof value === "string" ? value : undefined;
  };
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;
  return verify(secret, Object.fromEntries(names.map((name) => [name, one(name)])), body);
};
const newest = () => saidBy(receiver.received.at(-1));

const deliveries = () => owner.page.getByRole("list", { name: "Deliveries" });

/** The same screen on a phone at night. */
const lookNarrowAndDark = async (name: string): Promise<void> => {
  const { page } = owner;
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 860 });
  await page.emulateMedia({ colorScheme: "dark" });
  await look(page, `${name}-320-dark`);
  expect(await overflowOf(page)).toBe(0);
  await page.emulateMedia({ colorScheme: "light" });
  if (before !== null) await page.setViewportSize(before);
};

/** Takes the secret that is shown, this once. */
const keepSecret = async (): Promise<string> => {
  const shown = owner.page.getByRole("dialog", { name: "Your new signing secret" });
  await shown.waitFor();
  const text = await shown.locator("code").innerText();
  await press(owner.page, "I have kept it");
  return text;
};

test("a webhook is made with topics and single events, and its secret is shown once", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "Webhooks", exact: true }).click();
  await page.getByText("There is no webhook").waitFor();
  await press(page, "New webhook");
  const drawer = page.getByRole("dialog", { name: "New webhook" });
  await drawer.getByLabel("Address").fill("http://intranet.example/hook");
  await drawer.getByLabel("Other events, by name").fill("session.stolen");
  await press(page, "Create the webhook");
  await drawer.getByText("There is no event session.stolen.").waitFor();
  await drawer.getByLabel("Other events, by name").fill("session.revoked");
  await drawer.getByRole("checkbox", { name: "API keys" }).check();
  await press(page, "Create the webhook");
  await drawer.getByText(/Nothing is sent to this address/).waitFor();
  await look(page, "webhook-new");
  await drawer.getByLabel("Address").fill(receiver.url);
  await drawer.getByLabel("Note").fill("The help desk's own log");
  await press(page, "Create the webhook");
  await page.getByRole("dialog", { name: "Your new signing secret" }).waitFor();
  await look(page, "webhook-secret");
  secret = await keepSecret();
  expect(secret).toMatch(/^whsec_/);
  await page.getByRole("list", { name: "Webhooks" }).getByText("API keys, session.revoked").waitFor();
  expect(await page.getByText(secret).count()).toBe(0);
  await look(page, "webhooks");
  expect(owner.faults).toEqual([]);
});

test("an event arrives within seconds, with a signature that its receiver finds valid", async () => {
  const { page } = owner;
  expect(await makeKey(page, "Deploy script")).toBe(201);
  await expect.poll(() => receiver.received.length, patience).toBe(1);
  expect(newest()).toMatchObject({ type: "api_key.created" });
  await page.getByRole("link", { name: receiver.url }).click();
  await heading(page, "Webhook");
  await deliveries().getByRole("listitem").filter({ hasText: "api_key.created" }).getByText("delivered").waitFor();
  await look(page, "webhook-deliveries");
  expect(owner.faults).toEqual([]);
});

test("a test says what the receiver made of it", async () => {
  const { page } = owner;
  await press(page, "Send a test");
  await page.getByText("The test was delivered").waitFor(patience);
  expect(newest()).toMatchObject({ type: "webhook.test" });
  receiver.answer(500);
  await press(page, "Send a test");
  await page.getByText("The test did not get through").waitFor(patience);
  await deliveries().getByText("is tried again").waitFor();
  await look(page, "webhook-tested");
  await lookNarrowAndDark("webhook-tested");
  receiver.answer(204);
  expect(owner.faults).toEqual([]);
});

test("a secret is rotated, and messages are signed with both for as long as was chosen", async () => {
  const { page } = owner;
  const before = receiver.received.length;
  await press(page, "Rotate the secret");
  await page.getByRole("dialog", { name: "Rotate the secret" }).waitFor();
  await look(page, "webhook-rotate");
  await press(page, "Make a new secret");
  const [old, next] = [secret, await keepSecret()];
  expect(next).not.toBe(old);
  await page.getByText("Old secret signs until").waitFor();
  expect(await makeKey(page, "Nightly report")).toBe(201);
  const made = () => receiver.received.slice(before).find(({ body }) => body.includes('"type":"api_key.created"'));
  await expect.poll(made, patience).toBeDefined();
  expect(saidBy(made())).toBeTypeOf("object");
  secret = next;
  expect(saidBy(made())).toBeTypeOf("object");
  expect(owner.faults).toEqual([]);
});

test("a webhook is changed and switched off, and what it missed is sent again", async () => {
  const { page } = owner;
  await press(page, "Change");
  const drawer = page.getByRole("dialog", { name: "Change the webhook" });
  await drawer.getByRole("checkbox", { name: "Roles and policy" }).check();
  await press(page, "Save the changes");
  await page.getByText("API keys, Roles and policy, session.revoked").waitFor();
  await press(page, "Switch off");
  await page.getByText("switched off", { exact: true }).waitFor();
  expect(await page.getByRole("heading", { name: "Send again" }).count()).toBe(0);
  expect(await makeKey(page, "While it was off")).toBe(201);
  await expect.poll(async () => (await newestEvent(page, "api_key.created")).index, patience).toBeTypeOf("number");
  await press(page, "Switch on");
  await press(page, "Send again");
  await page.getByText("Give a day and a time.").waitFor();
  await page.getByLabel("What was missed since").fill("2026-01-01T00:00");
  const before = receiver.received.length;
  await press(page, "Send again");
  await page.getByText(/sent again$/).waitFor();
  await look(page, "webhook-replayed");
  await expect.poll(() => receiver.received.length, patience).toBeGreaterThan(before);
  expect(owner.faults).toEqual([]);
});

test("one event is sent again: from its delivery, and by its id though the webhook is not told of it", async () => {
  const { page } = owner;
  const { id: first } = await newestEvent(page, "api_key.created");
  const before = receiver.received.length;
  await press(page, `Send again: api_key.created, ${first}`);
  // What the test before had sent again may still be arriving.
  const ids = () => receiver.received.slice(before).map(({ headers }) => headers["webhook-id"]);
  await expect.poll(ids, patience).toContain(first);
  await page.getByLabel("One event, by its id").fill("acc_1");
  await press(page, "Send this event");
  await page.getByText("Give the whole id of an event: it begins with evt_.").waitFor();
  await page.getByLabel("One event, by its id").fill("evt_00000000000000000000000000");
  await press(page, "Send this event");
  await page.getByText(/There is no such event/).waitFor();
  await page.getByLabel("One event, by its id").fill((await newestEvent(page, "account.created")).id);
  await press(page, "Send this event");
  await page.getByText("1 message is sent again").waitFor();
  const created = () => receiver.received.find(({ body }) => body.includes('"type":"account.created"'));
  await expect.poll(created, patience).toBeDefined();
  expect(saidBy(created())).toMatchObject({ type: "account.created" });
  await look(page, "webhook-one-event");
  await lookNarrowAndDark("webhook-one-event");
  expect(owner.faults).toEqual([]);
});

test("a webhook is deleted after a question, and nothing is sent to it any more", async () => {
  const { page } = owner;
  await press(page, "Delete");
  await page.getByRole("dialog", { name: "Delete the webhook?" }).waitFor();
  await look(page, "webhook-delete");
  await press(page, "Delete it");
  await heading(page, "Webhooks");
  await page.getByText("There is no webhook").waitFor();
  expect(owner.faults).toEqual([]);
});

test("the log is streamed to a collector from its first event, halted, and let go on", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "Audit streams", exact: true }).click();
  await page.getByText("There is no stream").waitFor();
  await press(page, "New stream");
  const drawer = page.getByRole("dialog", { name: "New stream" });
  await drawer.getByLabel("Address").fill(receiver.url);
  await drawer.getByLabel("Authorization").fill("Bearer of-the-collector");
  await drawer.getByLabel("Begins").selectOption("start");
  /** What the collector was sent after so many messages, of the log's first event. */
  const beginnings = (after: number) =>
    receiver.received.slice(after).filter(({ body }) => body.includes('"event":"account.created"'));
  const before = receiver.received.length;
  await press(page, "Create the stream");
  await page.getByRole("list", { name: "Audit streams" }).getByText("JSON lines over https").waitFor();
  await expect.poll(() => beginnings(before).length, patience).toBe(1);
  expect(beginnings(before)[0]?.headers.authorization).toBe("Bearer of-the-collector");
  await press(page, `Halt: ${receiver.url}`);
  await page.getByText("halted").waitFor();
  await look(page, "audit-streams-halted");
  await lookNarrowAndDark("audit-streams-halted");
  await press(page, `Go on: ${receiver.url}`);
  await page.getByText("on", { exact: true }).waitFor();
  await press(page, `Set its place: ${receiver.url}`);
  const dialog = page.getByRole("dialog", { name: "Set the place of the stream" });
  await dialog.getByLabel("Go on with event").fill("999999");
  await press(page, "Send from there");
  await dialog.getByText(/The log does not go that far/).waitFor();
  await look(page, "audit-stream-place");
  await lookNarrowAndDark("audit-stream-place");
  await dialog.getByLabel("Go on with event").fill("0");
  const sent = receiver.received.length;
  await press(page, "Send from there");
  await dialog.waitFor({ state: "hidden" });
  await expect.poll(() => beginnings(sent).length, patience).toBe(1);
  await press(page, `Delete: ${receiver.url}`);
  await press(page, "Delete it");
  await page.getByText("There is no stream").waitFor();
  expect(owner.faults).toEqual([]);
});
