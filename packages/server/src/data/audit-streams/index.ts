export { auditStreamRoutes } from "./routes.ts";
export { visitStreams } from "./visit.ts";
