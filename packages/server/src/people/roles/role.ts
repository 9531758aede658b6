import { type BuiltInRole, builtInRoles, isBuiltInRole, isRight, type RightSet, rightSet } from "@holdfast/contract";

/** A role as a session carries it. */
export interface ResolvedRole {
  readonly id: string;
  readonly rights: RightSet;
  readonly privileged: boolean;
}

const builtInRights = new Map<string, RightSet>(
  Object.values(builtInRoles).map((role) => [role.name, rightSet(role.rights)]),
);

/**
 * The rights of a role: of a built-in one by its name, else the stored rights of the account's own. An unknown role has
 * none, and a stored right that no longer exists counts for nothing.
 */
export function findRights(role: string, stored: readonly string[] | null): RightSet {
  return builtInRights.get(role) ?? rightSet((stored ?? []).filter(isRight));
}

/** The one copy of a built-in role's name: the database gives every session in memory another. */
export const sharedRoleName = (role: string): string => (isBuiltInRole(role) ? builtInRoles[role].name : role);

/** Whether the policy's shorter session limits hold: built-in privileged roles, and own roles that can change others. */
export function isPrivileged(role: string, rights: RightSet): boolean {
  if (isBuiltInRole(role)) return builtInRoles[role].privileged;
  return (rights & powerful) !== 0;
}

const powerful = rightSet([
  "policy:write",
  "roles:write",
  "users:update",
  "users:import",
  "users:invite",
  "users:suspend",
  "users:delete",
  "sessions:revoke",
  "keys:revoke",
  "protection:write",
  "reviews:write",
  // Each lets what the account holds leave it.
  "support:grant",
  "audit:export",
  "webhooks:manage",
]);

/** The highest role of each preset. */
export const protectedRoles: readonly string[] = Object.values<BuiltInRole>(builtInRoles)
  .filter((role) => role.protected)
  .map((role) => role.name);

export const isProtected = (role: string): boolean => protectedRoles.includes(role);
