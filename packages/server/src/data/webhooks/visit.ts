import type { AccountId, WebhookId } from "@holdfast/contract";

import { seconds } from "../../kernel/clock.ts";
import { lookAhead } from "../../tenancy/audit/index.ts";
import {
  type AccountScope,
  type AccountView,
  type Home,
  inspectAccount,
  withAccount,
} from "../../tenancy/directory/index.ts";
import { nextVisit, visitMs } from "../dispatch/index.ts";
import { attempt, type Outgoing, prepare } from "./attempt.ts";
import { claimDeliveries, nextDue } from "./delivery-store.ts";
import type { WebhookVisitDeps } from "./deps.ts";
import { fanOut } from "./fan-out.ts";
import { isProbe } from "./schedule.ts";
import { settle } from "./settle.ts";
import { listWebhookRows, lockWebhook } from "./store.ts";

const batch = 8;
/** Longer than a batch can take. */
const leaseMs = seconds(60);
/** Batches of one webhook in one visit; what is left comes in the next. */
const mostBatches = 6;

/** Queues and sends what the webhooks of an account are to be told. @returns when to come again; null without webhooks */
export async function visitWebhooks(deps: WebhookVisitDeps, home: Home, signal: AbortSignal): Promise<number | null> {
  const { accountId } = home;
  const survey = await inspectAccount(deps.directory.cluster, home, surveyOf);
  if (survey === null) return null;
  const now = deps.clock();
  let more = false;
  if (survey.isThere) more = await withAccount(deps.directory, accountId, (scope) => fanOut(scope, now));
  if (survey.isThere || (survey.dueAt !== null && survey.dueAt <= now)) {
    await Promise.all(survey.ids.map((id) => sendDue(deps, { accountId, id, signal })));
  }
  if (more) return deps.clock();
  const after = await inspectAccount(deps.directory.cluster, home, surveyOf);
  if (after === null) return null;
  return nextVisit(deps.clock(), { isComing: after.isComing || after.isThere, dueAt: after.dueAt });
}

interface Survey {
  readonly ids: readonly WebhookId[];
  readonly dueAt: number | null;
  readonly isThere: boolean;
  readonly isComing: boolean;
}

/** Without keys, which would leave a trace of each look in the account's log. */
async function surveyOf(view: AccountView): Promise<Survey | null> {
  const enabled = (await listWebhookRows(view)).filter(({ disabledAt }) => disabledAt === null);
  if (enabled.length === 0) return null;
  const start = Math.min(...enabled.map(({ cursor }) => cursor));
  const ahead = await lookAhead(view, start);
  return { ids: enabled.map(({ id }) => id), dueAt: await nextDue(view), ...ahead };
}

async function sendDue(
  deps: WebhookVisitDeps,
  { accountId, id, signal }: { accountId: AccountId; id: WebhookId; signal: AbortSignal },
): Promise<void> {
  const until = deps.clock() + visitMs;
  for (let round = 0; round < mostBatches && deps.clock() < until && !signal.aborted; round += 1) {
    const outgoing = await withAccount(deps.directory, accountId, (scope) => take(deps, scope, id));
    if (outgoing.length === 0) return;
    const outcomes = await Promise.all(outgoing.map((message) => attempt(deps, id, message)));
    await withAccount(deps.directory, accountId, (scope) => settle(deps, scope, id, outcomes));
  }
}

/** What is due, as far as the circuit lets it through. */
async function take({ clock }: WebhookVisitDeps, scope: AccountScope, id: WebhookId): Promise<Outgoing[]> {
  const webhook = await lockWebhook(scope, id);
  const now = clock();
  if (webhook === null || webhook.disabledAt !== null) return [];
  if (webhook.restsUntil !== null && now < webhook.restsUntil) return [];
  const limit = isProbe(webhook.failures) ? 1 : batch;
  return prepare(
    scope,
    webhook,
    await claimDeliveries(scope, { webhookId: id, now, leasedUntil: now + leaseMs, limit }),
  );
}
