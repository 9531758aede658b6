export {
  assertMayGrant,
  assertStaysProtected,
  dropRole,
  heldRole,
  privilegedRoles,
  protectedRoleOf,
  resolveRole,
  type RoleDeps,
  titleOf,
} from "./roles.ts";
export { findRights, isPrivileged, type ResolvedRole, sharedRoleName } from "./role.ts";
export { ownRoles } from "./store.ts";
export { roleRoutes } from "./routes.ts";
