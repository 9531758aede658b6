export {
  assertMayGrant,
  assertStaysProtected,
  heldRole,
  privilegedRoles,
  protectedRoleOf,
  resolveRole,
  type RoleDeps,
  titleOf,
} from "./roles.ts";
export { findRights, isPrivileged, type ResolvedRole, sharedRoleName } from "./role.ts";
export { roleRoutes } from "./routes.ts";
