export { invitationHandOver } from "./hand-over.ts";
export { liveInvitations, withdrawInvitation } from "./invitations.ts";
export { invitationRoutes } from "./routes.ts";
export { deleteExpiredInvitations } from "./store.ts";
