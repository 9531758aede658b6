export { enforceRetention, type RetentionDeps } from "./retention.ts";
