export { platformLogRoutes } from "./routes.ts";
export { readPlatformReceipt, type PlatformLogDeps } from "./reads.ts";
export { extendPlatformLog, type PlatformSequenceDeps } from "./extend.ts";
