export { type TrustedProxies, parseTrustedProxies } from "./address.ts";
export { bind, type Call, type Caller, type CookieName, type RequestFacts, type RouteBinding } from "./call.ts";
export type {
  Authenticator,
  HttpOptions,
  IdempotencyStore,
  RateFacts,
  RequestLimiter,
  StoredAnswer,
} from "./options.ts";
export { assertSameOrigin } from "./origin-check.ts";
export { createHttpServer, mount } from "./server.ts";
