export { authenticateEither, createKeyAuthenticator } from "./authenticator.ts";
export { apiKeyControls } from "./controls.ts";
export { createKeyMemory } from "./key-memory.ts";
export { flushKeyUses } from "./last-use.ts";
export { keyRemoval } from "./leaving.ts";
export { applyKeyLifetime } from "./lifetime.ts";
export { tellOfEndingKeys } from "./notices.ts";
export { apiKeyRoutes } from "./routes.ts";
export { deleteEndedKeys } from "./store.ts";
