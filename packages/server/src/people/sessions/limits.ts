import type { PolicySettings } from "@holdfast/contract";

import { hours, minutes } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { findRights, isPrivileged } from "../roles/index.ts";
import { rolesOfLiveSessions, shortenSessions } from "./store.ts";

/** How long a session may last and idle, in milliseconds. */
export interface SessionLimits {
  readonly maxMs: number;
  readonly idleMs: number;
}

export const limitsOf = (policy: PolicySettings, privileged: boolean): SessionLimits => ({
  maxMs: hours(privileged ? policy.privilegedSessionMaxHours : policy.sessionMaxHours),
  idleMs: minutes(privileged ? policy.privilegedSessionIdleMinutes : policy.sessionIdleMinutes),
});

/**
 * Holds live sessions to a policy that was just adopted: what it shortens, it shortens for them too. A looser policy
 * gives nothing to a session that began under the stricter one.
 */
export async function applySessionLimits(scope: AccountScope, policy: PolicySettings): Promise<void> {
  const roles = await rolesOfLiveSessions(scope, scope.clock());
  await shortenSessions(
    scope,
    roles.map(({ role, rights }) => ({ role, ...limitsOf(policy, isPrivileged(role, findRights(role, rights))) })),
  );
}
