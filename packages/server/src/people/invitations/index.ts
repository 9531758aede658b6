export { invitationHandOver } from "./hand-over.ts";
export { invitationRoutes } from "./routes.ts";
export { deleteExpiredInvitations } from "./store.ts";
