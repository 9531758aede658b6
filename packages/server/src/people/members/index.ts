export { deleteExpiredInvitations } from "./invitation-store.ts";
export { memberRoutes } from "./routes.ts";
