export { streamSource } from "./review.ts";
export { auditStreamRoutes } from "./routes.ts";
export { visitStreams } from "./visit.ts";
