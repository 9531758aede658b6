import type { EventName, EventView } from "@holdfast/contract";

import type { Deployment, Member } from "./deployment.ts";

/** The newest events of an account, newest first, as its auditors see them. */
export async function eventsOf(
  { call }: Pick<Deployment, "call">,
  auditor: Pick<Member, "token">,
  filter: { event?: EventName; target?: string; actor?: string; limit?: number } = {},
): Promise<EventView[]> {
  const query = new URLSearchParams({ limit: String(filter.limit ?? 200) });
  if (filter.event !== undefined) query.set("event", filter.event);
  if (filter.target !== undefined) query.set("target", filter.target);
  if (filter.actor !== undefined) query.set("actor", filter.actor);
  const answer = await call({ method: "GET", url: `/v1/audit/events?${query.toString()}`, token: auditor.token });
  if (answer.statusCode !== 200) throw new Error(`the audit log answered ${answer.statusCode}: ${answer.body}`);
  return answer.json().items;
}
