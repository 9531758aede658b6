/**
 * Every right that exists, as `noun:verb`. A right's place in this list is its bit in a session's right set, which is
 * computed at run time and never stored: order may change freely, names may not.
 */
export const rights = [
  "account:read",
  "account:update",
  "users:read",
  "users:import",
  "users:update",
  "users:invite",
  "users:suspend",
  "users:delete",
  "sessions:read",
  "sessions:revoke",
  "roles:read",
  "roles:write",
  "keys:read",
  "keys:revoke",
  "policy:read",
  "policy:write",
  "reviews:write",
  "support:grant",
  "audit:read",
  "audit:export",
  "webhooks:manage",
  "billing:read",
  "protection:read",
  "protection:write",
] as const;

export type Right = (typeof rights)[number];

/**
 * What an API key can be scoped to: the rights of routes that take keys, and no other. A scope that opens nothing today
 * would open what is added tomorrow.
 */
export const keyRights = [
  "account:read",
  "users:read",
  "roles:read",
  "policy:read",
  "audit:read",
  "audit:export",
] as const satisfies readonly Right[];

export type KeyRight = (typeof keyRights)[number];

export interface BuiltInRole {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** The highest role of its preset: the last user who holds it can neither leave it nor be removed. */
  readonly protected: boolean;
  /** Held to the shorter session limits of the policy (NIST SP 800-63B-4 §2.2.3 read for administrators). */
  readonly privileged: boolean;
  readonly rights: readonly Right[];
}

const readOnly = [
  "account:read",
  "users:read",
  "sessions:read",
  "roles:read",
  "keys:read",
  "policy:read",
  "audit:read",
] as const;
const administration = [
  ...readOnly,
  "reviews:write",
  "support:grant",
  "account:update",
  "users:import",
  "users:update",
  "users:invite",
  "users:suspend",
  "users:delete",
  "sessions:revoke",
  "keys:revoke",
  "audit:export",
  "webhooks:manage",
  "protection:read",
  "protection:write",
] as const;

/** The two published sets of roles (settings row D-09); an account may add its own. */
export const builtInRoles = {
  root: {
    name: "root",
    title: "Root",
    summary: "Account owners only; one or two people",
    protected: true,
    privileged: true,
    rights,
  },
  admin: {
    name: "admin",
    title: "Admin",
    summary: "Trusted team leads and IT staff",
    protected: false,
    privileged: true,
    rights: administration,
  },
  developer: {
    name: "developer",
    title: "Developer",
    summary: "Technical team members",
    protected: false,
    privileged: false,
    rights: ["account:read", "users:read", "roles:read", "policy:read"],
  },
  monitor: {
    name: "monitor",
    title: "Monitor",
    summary: "View-only access for stakeholders",
    protected: false,
    privileged: false,
    rights: readOnly,
  },
  billing: {
    name: "billing",
    title: "Billing",
    summary: "Finance team only",
    protected: false,
    privileged: false,
    rights: ["account:read", "billing:read"],
  },
  owner: {
    name: "owner",
    title: "Owner",
    summary: "Owns the workspace",
    protected: true,
    privileged: true,
    rights,
  },
  agent: {
    name: "agent",
    title: "Agent",
    summary: "Works in the workspace, administers nothing",
    protected: false,
    privileged: false,
    rights: ["account:read"],
  },
} as const satisfies Record<string, BuiltInRole>;

export type BuiltInRoleName = keyof typeof builtInRoles;

/** Which built-in roles an account offers, by the policy setting `rolePreset`. */
export const rolePresets = {
  five: ["root", "admin", "developer", "monitor", "billing"],
  three: ["owner", "admin", "agent"],
} as const satisfies Record<string, readonly BuiltInRoleName[]>;

export const isRight = (raw: string): raw is Right => (rights as readonly string[]).includes(raw);
export const isBuiltInRole = (raw: string): raw is BuiltInRoleName => Object.hasOwn(builtInRoles, raw);

/** Rights as bits, so that a check is one AND: bit n is `rights[n]`. */
export type RightSet = number;

const bits = new Map<Right, number>(rights.map((right, position) => [right, 1 << position]));
if (rights.length > 31) throw new Error("a right set holds 31 rights; widen RightSet");

export const rightSet = (held: Iterable<Right>): RightSet => {
  let set = 0;
  for (const right of held) set |= bits.get(right) ?? 0;
  return set;
};

export const hasRight = (set: RightSet, right: Right): boolean => (set & (bits.get(right) ?? 0)) !== 0;

/** Whether every right of `part` is in `whole`. */
export const isSubset = (part: RightSet, whole: RightSet): boolean => (part & ~whole) === 0;

export const rightsIn = (set: RightSet): Right[] => rights.filter((right) => hasRight(set, right));
