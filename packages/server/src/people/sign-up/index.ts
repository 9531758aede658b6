export { type SignUpDeps, signUpRoutes } from "./routes.ts";
export { type InvitationDeps, inviteOwner } from "./invite-owner.ts";
