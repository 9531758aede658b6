export { type SignUpDeps, signUpRoutes } from "./routes.ts";
export { type InvitationDeps, inviteOwner } from "./invite-owner.ts";
export { importUsers } from "./import-users.ts";
