export { createMetrics, type Metrics } from "./metrics.ts";
export { type HealthCheck, startOperatorPort } from "./operator-port.ts";
