export { cancelPending } from "./request.ts";
export { emailChangeRoutes } from "./routes.ts";
export { deleteSettledChanges, hasMovedSince } from "./store.ts";
