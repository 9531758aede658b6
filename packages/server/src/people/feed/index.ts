export { createFeed } from "./feed.ts";
export { createGuardAuthenticator, mintGuardToken } from "./guard-token.ts";
export { feedRoutes } from "./routes.ts";
