export { webhookSource } from "./review.ts";
export { webhookRoutes } from "./routes.ts";
export { tidyWebhooks } from "./upkeep.ts";
export { visitWebhooks } from "./visit.ts";
