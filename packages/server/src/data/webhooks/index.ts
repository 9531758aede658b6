export { webhookRoutes } from "./routes.ts";
export { tidyWebhooks } from "./upkeep.ts";
export { visitWebhooks } from "./visit.ts";
