import { type RightSet, rightsIn } from "@holdfast/contract";

import type { AnyCaller, ReplyControls } from "../../platform/http/index.ts";

/**
 * Tells the proxy who the caller is, for the product behind it: ids, a role's name and rights, all of them of characters
 * that need no care in a header. Nothing of it is personal, for headers end up in logs.
 */
export function identify(reply: ReplyControls, caller: AnyCaller): void {
  reply.setHeader("holdfast-account", caller.accountId);
  reply.setHeader("holdfast-user", caller.userId);
  if (caller.sessionId === null) reply.setHeader("holdfast-key", caller.key.id);
  else reply.setHeader("holdfast-session", caller.sessionId);
  reply.setHeader("holdfast-role", caller.role);
  reply.setHeader("holdfast-rights", listOf(caller.rights));
}

/** Accounts make roles of their own, but many people share each. */
const mostKnown = 10_000;
const known = new Map<RightSet, string>();

function listOf(rights: RightSet): string {
  const found = known.get(rights);
  if (found !== undefined) return found;
  const list = rightsIn(rights).join(" ");
  if (known.size >= mostKnown) known.clear();
  known.set(rights, list);
  return list;
}
