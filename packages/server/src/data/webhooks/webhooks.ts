import { hasRight, isEventPattern, type WebhookId, type WebhookSecret, type WebhookView } from "@holdfast/contract";

import { newId, parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, logEnd, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { lockUntilCommit } from "../../tenancy/registry/index.ts";
import { announceSender, assertReachable } from "../dispatch/index.ts";
import type { WebhookDeps } from "./deps.ts";
import { giveUpWaiting } from "./delivery-store.ts";
import { webhookEvent } from "./events.ts";
import { newSecret } from "./signature.ts";
import {
  deleteWebhook,
  disableRow,
  enableRow,
  insertWebhook,
  listWebhookRows,
  lockWebhook,
  readWebhook,
  updateSettings,
} from "./store.ts";
import { place, type Webhook, webhookView } from "./webhook.ts";

/** Each event is sent so many times at most. */
const mostWebhooks = 20;

export interface WebhookWish {
  readonly url: string;
  readonly events: readonly string[];
  readonly description?: string;
}

/**
 * Tells an address of what happens from now on. The secret is in the answer and nowhere else.
 * @throws Problem(`webhook.url_refused`), Problem(`webhook.event_unknown`), Problem(`webhook.too_many`),
 * Problem(`role.exceeds_own`)
 */
export async function createWebhook(
  deps: WebhookDeps,
  caller: Caller,
  wish: WebhookWish,
  origin: Origin,
): Promise<WebhookSecret> {
  await assertSendable(deps, caller, wish);
  await announceSender(deps.directory, caller.accountId);
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const { keys } = scope;
    // Else those that are made at once would each count without the others.
    await lockUntilCommit(scope, "webhooks");
    if ((await listWebhookRows(scope)).length >= mostWebhooks) throw new Problem("webhook.too_many");
    const now = deps.clock();
    const id = newId("webhook", now);
    const secret = newSecret();
    await insertWebhook(scope, {
      id,
      urlSealed: keys.seal(place(id, "url_sealed"), wish.url),
      descriptionSealed: keys.seal(place(id, "description_sealed"), wish.description ?? ""),
      events: wish.events,
      secretSealed: keys.seal(place(id, "secret_sealed"), secret.reveal()),
      cursor: await logEnd(scope),
      createdAt: now,
    });
    const details = { events: wish.events.join(" ") };
    await emit(scope, webhookEvent("webhook.created", origin, id, { details, url: wish.url }));
    return { webhook: webhookView(scope, await mustRead(scope, id)), secret: secret.reveal() };
  });
}

/** Nobody lets out what they may not read themselves. @throws Problem(`role.exceeds_own`) */
export function assertMayRead({ rights }: Caller): void {
  if (!hasRight(rights, "audit:read")) throw new Problem("role.exceeds_own");
}

async function assertSendable(
  { egress }: WebhookDeps,
  caller: Caller,
  { url, events }: Partial<Pick<WebhookWish, "url" | "events">>,
): Promise<void> {
  assertMayRead(caller);
  if (events?.every(isEventPattern) === false) throw new Problem("webhook.event_unknown");
  if (url !== undefined) await assertReachable(egress, { url, scheme: "https" }, "webhook.url_refused");
}

export const listWebhooks = ({ directory }: WebhookDeps, caller: Caller) =>
  withAccount(directory, caller.accountId, async (scope) => ({
    items: (await listWebhookRows(scope)).map((row) => webhookView(scope, row)),
    nextCursor: null,
  }));

/** @throws Problem(`webhook.not_found`) */
export const readOne = ({ directory }: WebhookDeps, caller: Caller, rawId: string): Promise<WebhookView> =>
  withAccount(directory, caller.accountId, async (scope) => webhookView(scope, await mustRead(scope, parse(rawId))));

export interface WebhookChange extends Partial<WebhookWish> {
  readonly enabled?: boolean;
}

/**
 * Changes what is given. One that is switched on again begins with what happens then; what it missed is replayed.
 * @throws Problem(`webhook.not_found`), Problem(`webhook.url_refused`), Problem(`webhook.event_unknown`),
 * Problem(`role.exceeds_own`)
 */
export async function changeWebhook(
  deps: WebhookDeps,
  caller: Caller,
  { id: rawId, change }: { id: string; change: WebhookChange },
  origin: Origin,
): Promise<WebhookView> {
  const id = parse(rawId);
  await withAccount(deps.directory, caller.accountId, (scope) => mustRead(scope, id));
  await assertSendable(deps, caller, change);
  await announceSender(deps.directory, caller.accountId);
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const before = await mustLock(scope, id);
    await applySettings(scope, before, change);
    if (change.enabled === true && before.disabledAt !== null) await enableRow(scope, id, await logEnd(scope));
    if (change.enabled === false && before.disabledAt === null) await switchOff(scope, id, "administrator");
    const details = { changed: Object.keys(change).sort().join(" ") };
    const url = change.url === undefined ? {} : { url: change.url };
    await emit(scope, webhookEvent("webhook.changed", origin, id, { details, ...url }));
    return webhookView(scope, await mustRead(scope, id));
  });
}

async function applySettings(scope: AccountScope, before: Webhook, change: WebhookChange): Promise<void> {
  const { id } = before;
  const sealed = (column: "url_sealed" | "description_sealed", text: string | undefined, kept: Buffer): Buffer =>
    text === undefined ? kept : scope.keys.seal(place(id, column), text);
  await updateSettings(scope, {
    id,
    urlSealed: sealed("url_sealed", change.url, before.urlSealed),
    descriptionSealed: sealed("description_sealed", change.description, before.descriptionSealed),
    events: change.events ?? before.events,
  });
}

/** Nothing more is sent, and what waits is given up, so that it can be seen to have been missed. */
export async function switchOff(
  scope: AccountScope,
  id: WebhookId,
  why: NonNullable<WebhookView["disabledFor"]>,
): Promise<void> {
  await disableRow(scope, { id, now: scope.clock(), why });
  await giveUpWaiting(scope, id);
}

/** @throws Problem(`webhook.not_found`) */
export async function removeWebhook(
  { directory }: WebhookDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<Record<string, never>> {
  await withAccount(directory, caller.accountId, (scope) => dropWebhook(scope, rawId, origin));
  return {};
}

/** @throws Problem(`webhook.not_found`) */
export async function dropWebhook(scope: AccountScope, rawId: string, origin: Origin): Promise<void> {
  const { id } = await mustLock(scope, parse(rawId));
  await deleteWebhook(scope, id);
  await emit(scope, webhookEvent("webhook.removed", origin, id));
}

export const parse = (raw: string): WebhookId => parseId("webhook", raw, "webhook.not_found");

/** @throws Problem(`webhook.not_found`) */
export async function mustRead(scope: AccountScope, id: WebhookId): Promise<Webhook> {
  const row = await readWebhook(scope, id);
  if (row === null) throw new Problem("webhook.not_found");
  return row;
}

/** @throws Problem(`webhook.not_found`) */
export async function mustLock(scope: AccountScope, id: WebhookId): Promise<Webhook> {
  const row = await lockWebhook(scope, id);
  if (row === null) throw new Problem("webhook.not_found");
  return row;
}

/** @throws Problem(`webhook.disabled`) */
export function assertEnabled({ disabledAt }: Webhook): void {
  if (disabledAt !== null) throw new Problem("webhook.disabled");
}
