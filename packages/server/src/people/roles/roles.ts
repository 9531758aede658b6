import {
  type BuiltInRoleName,
  builtInRoles,
  isBuiltInRole,
  isRight,
  isSubset,
  type PolicySettings,
  type Right,
  type RightSet,
  rightSet,
  type RoleId,
  rolePresets,
  type RoleView,
} from "@holdfast/contract";

import type { Clock } from "../../kernel/clock.ts";
import { newId, parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, type DirectoryDeps, withAccount } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import type { Revoker } from "../../tenancy/outbox/index.ts";
import { claimText } from "../../tenancy/registry/index.ts";
import { roleEvent } from "./events.ts";
import { findRights, isPrivileged, isProtected, protectedRoles, type ResolvedRole } from "./role.ts";
import {
  countActiveHolders,
  countHolders,
  deleteRow,
  findIdByName,
  holdRow,
  insertRow,
  listRows,
  lockProtectedRoles,
  lockRow,
  type RoleRow,
  type SealedRole,
  updateRow,
} from "./store.ts";

export interface RoleDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
  readonly clock: Clock;
  /** Holds live sessions to the policy, when a role has begun or ceased to administer the account. */
  readonly applyPolicy: (scope: AccountScope, settings: PolicySettings) => Promise<void>;
}

export interface RoleInput {
  readonly name: string;
  readonly summary: string | null;
  readonly rights: readonly Right[];
}

/** The built-in roles of the account's preset, and its own. */
export async function listRoles(scope: AccountScope): Promise<RoleView[]> {
  const { rolePreset } = await policyOf(scope);
  const own = await listRows(scope);
  return [...rolePresets[rolePreset].map(builtInView), ...own.map((row) => ownView(scope, row))];
}

/** What people call a role. @throws Problem(`role.not_found`) */
export async function titleOf(scope: AccountScope, reference: string): Promise<string> {
  if (isBuiltInRole(reference)) return builtInRoles[reference].title;
  return ownView(scope, await mustFindOwn(scope, reference, holdRow)).name;
}

/** The role that somebody is to get. @throws Problem(`role.not_found`) when the account offers no such role. */
export async function resolveRole(scope: AccountScope, reference: string): Promise<ResolvedRole> {
  if (isBuiltInRole(reference)) {
    const { rolePreset } = await policyOf(scope);
    const offered: readonly BuiltInRoleName[] = rolePresets[rolePreset];
    if (!offered.includes(reference)) throw new Problem("role.not_found");
  }
  return heldRole(scope, reference);
}

/**
 * The role that somebody has. One that the account's preset does not offer any more keeps its rights until its holder is
 * given another: a change of the preset must not shut out the very people who can make that change.
 * @throws Problem(`role.not_found`)
 */
export async function heldRole(scope: AccountScope, reference: string): Promise<ResolvedRole> {
  if (isBuiltInRole(reference)) return resolved(reference, findRights(reference, null));
  const row = await mustFindOwn(scope, reference, holdRow);
  return resolved(row.id, findRights(row.id, row.rights));
}

const resolved = (id: string, rights: RightSet): ResolvedRole => ({ id, rights, privileged: isPrivileged(id, rights) });

/** References of every role that administers the account. */
export async function privilegedRoles(scope: AccountScope): Promise<string[]> {
  const own = (await listRows(scope)).map(({ id, rights }) => ({ id, rights: findRights(id, rights) }));
  const builtIn = Object.values(builtInRoles).filter((role) => role.privileged);
  return [
    ...builtIn.map(({ name }) => name),
    ...own.filter(({ id, rights }) => isPrivileged(id, rights)).map(({ id }) => id),
  ];
}

/** Nobody hands out more than they have. @throws Problem(`role.exceeds_own`) */
export function assertMayGrant(granted: RightSet, caller: Caller): void {
  if (!isSubset(granted, caller.rights)) throw new Problem("role.exceeds_own");
}

/** The role that the creator of an account gets. */
export const protectedRoleOf = (preset: keyof typeof rolePresets): BuiltInRoleName =>
  preset === "five" ? "root" : "owner";

/**
 * Asked before somebody who is not suspended gets another role, or none by leaving.
 * @throws Problem(`role.last_protected`) when nobody who may sign in would hold a protected role any more.
 */
export async function assertStaysProtected(scope: AccountScope, before: string, after: string | null): Promise<void> {
  // From one protected role to another, as after a change of the preset, nothing is lost.
  if (!isProtected(before) || (after !== null && isProtected(after))) return;
  // One change of a protected role at a time, or two of the last two owners could step down at once.
  await lockProtectedRoles(scope);
  if ((await countActiveHolders(scope, protectedRoles)) <= 1) throw new Problem("role.last_protected");
}

export async function createRole(
  deps: RoleDeps,
  caller: Caller,
  input: RoleInput,
  origin: Origin,
): Promise<{ id: RoleId }> {
  assertMayGrant(rightSet(input.rights), caller);
  const id = newId("role", deps.clock());
  await withAccount(deps.directory, caller.accountId, async (scope) => {
    const nameIndex = await claimName(scope, id, input.name);
    await insertRow(scope, sealedRole(scope, { id, nameIndex }, input));
    await emit(scope, roleEvent("role.created", origin, { id, name: input.name, rights: input.rights }));
  });
  return { id };
}

/** Changes a role and takes its old rights from every live session of the account before it answers. */
export async function updateRole(
  deps: RoleDeps,
  caller: Caller,
  change: { id: string; input: RoleInput },
  origin: Origin,
): Promise<RoleView> {
  const { input } = change;
  assertMayGrant(rightSet(input.rights), caller);
  const { value } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    const row = await mustFindOwn(scope, change.id, lockRow);
    const before = row.rights.filter(isRight);
    assertMayGrant(rightSet(before), caller);
    const nameIndex = await claimName(scope, row.id, input.name);
    await updateRow(scope, sealedRole(scope, { id: row.id, nameIndex }, input));
    if (isPrivileged(row.id, rightSet(before)) !== isPrivileged(row.id, rightSet(input.rights))) {
      await deps.applyPolicy(scope, await policyOf(scope));
    }
    await emit(
      scope,
      roleEvent("role.changed", origin, { id: row.id, name: input.name, rights: input.rights, before }),
    );
    await revoke({ kind: "account", subject: caller.accountId });
    return {
      id: row.id,
      name: input.name,
      summary: input.summary ?? "",
      builtIn: false,
      protected: false,
      rights: [...input.rights],
    };
  });
  return value;
}

export async function deleteRole(deps: RoleDeps, caller: Caller, reference: string, origin: Origin): Promise<void> {
  await withAccount(deps.directory, caller.accountId, (scope) => dropRole(scope, reference, origin));
}

/** The same inside a transaction. @throws Problem(`role.not_found`), Problem(`role.built_in`), Problem(`role.in_use`) */
export async function dropRole(scope: AccountScope, reference: string, origin: Origin): Promise<void> {
  const row = await mustFindOwn(scope, reference, lockRow);
  if ((await countHolders(scope, [row.id])) > 0) throw new Problem("role.in_use");
  await deleteRow(scope, row.id);
  const view = ownView(scope, row);
  await emit(scope, roleEvent("role.deleted", origin, { id: row.id, name: view.name, rights: view.rights }));
}

async function mustFindOwn(scope: AccountScope, reference: string, read: typeof lockRow): Promise<RoleRow> {
  if (isBuiltInRole(reference)) throw new Problem("role.built_in");
  const row = await read(scope, parseId("role", reference, "role.not_found"));
  if (row === null) throw new Problem("role.not_found");
  return row;
}

/** @returns the index to store. @throws Problem(`role.name_taken`) when another role has the name */
async function claimName(scope: AccountScope, id: RoleId, name: string): Promise<Buffer> {
  const indexes = await claimText(scope, "roles.name", name);
  const holder = await findIdByName(scope, indexes);
  if (holder !== null && holder !== id) throw new Problem("role.name_taken");
  return indexes[0];
}

const place = (row: RoleId, column: "name_sealed" | "summary_sealed") =>
  ({ purpose: "role", table: "roles", column, row }) as const;

const sealedRole = (
  scope: AccountScope,
  { id, nameIndex }: Pick<SealedRole, "id" | "nameIndex">,
  input: RoleInput,
): SealedRole => ({
  id,
  nameIndex,
  nameSealed: scope.keys.seal(place(id, "name_sealed"), input.name),
  summarySealed: input.summary === null ? null : scope.keys.seal(place(id, "summary_sealed"), input.summary),
  rights: input.rights,
});

const builtInView = (name: BuiltInRoleName): RoleView => {
  const role = builtInRoles[name];
  return {
    id: name,
    name: role.title,
    summary: role.summary,
    builtIn: true,
    protected: role.protected,
    rights: [...role.rights],
  };
};

const ownView = (scope: AccountScope, row: RoleRow): RoleView => ({
  id: row.id,
  name: scope.keys.openText(place(row.id, "name_sealed"), row.nameSealed),
  summary: row.summarySealed === null ? "" : scope.keys.openText(place(row.id, "summary_sealed"), row.summarySealed),
  builtIn: false,
  protected: false,
  rights: row.rights.filter(isRight),
});
